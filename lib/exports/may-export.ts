import { rightsOf } from "@/lib/artifacts/rights-of";
import type { Executor } from "@/lib/db/database";
import type { JobActor } from "@/lib/jobs/actor";
import { NonRetryableError } from "@/lib/jobs/errors";
import type { ExportPayload } from "./jobs";

/**
 * Whose rows an export may have, asked again when it runs: by then somebody may have left the organization, or staff.
 *
 * @returns the organization; null for all of them.
 * @throws {ExportRefused}
 */
export async function organizationToExport(
  db: Executor,
  actor: JobActor,
  { scope, exportType, notifyEmail }: ExportPayload,
): Promise<number | null> {
  const { isStaff, isMember, members } = await rightsOf(db, actor, [notifyEmail]);
  if (scope === "everything" || exportType === "organizations") {
    if (!isStaff) throw new ExportRefused("Data of all organizations is for staff.");
    return null;
  }
  if (actor.organizationId === null) throw new ExportRefused("An export needs an organization.");
  if (!isMember && !isStaff)
    throw new ExportRefused("Whoever asked for it is no member of the organization any more.");
  if (members.length === 0 && !isStaff)
    throw new ExportRefused("The mail may go to members of the organization only.");
  return actor.organizationId;
}

/** Thrown for an export that its person may not have. */
class ExportRefused extends NonRetryableError {
  override name = "ExportRefused";

  constructor(message: string) {
    super(message, { code: "export-refused" });
  }
}
