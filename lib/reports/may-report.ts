import { rightsOf } from "@/lib/artifacts/rights-of";
import type { Executor } from "@/lib/db/database";
import { env } from "@/lib/env/env";
import type { JobActor } from "@/lib/jobs/actor";
import { NonRetryableError } from "@/lib/jobs/errors";
import type { ReportPayload } from "./jobs";

/**
 * Whose numbers a report may have, and whom it may be mailed to; asked again when it runs, for by then somebody may
 * have left the organization, or staff.
 *
 * @returns the organization; null for the whole product.
 * @throws {ReportRefused}
 */
export async function organizationToReport(
  db: Executor,
  actor: JobActor,
  { scope, recipients }: ReportPayload,
): Promise<number | null> {
  const { isStaff, isMember, members } = await rightsOf(db, actor, recipients);
  if (scope === "everything") {
    if (!isStaff) throw new ReportRefused("Numbers of all organizations are for staff.");
    return null;
  }
  if (actor.organizationId === null) throw new ReportRefused("A report needs an organization.");
  if (!isMember && !isStaff)
    throw new ReportRefused("Whoever asked for it is no member of the organization any more.");
  const stranger = isStaff ? -1 : recipients.findIndex((address) => !isKnown(address.toLowerCase(), members));
  // By its place: errors of jobs are logged, and addresses are not.
  if (stranger >= 0) throw new ReportRefused(`${STRANGERS} recipient ${stranger + 1} is neither.`);
  return actor.organizationId;
}

const STRANGERS = "A report goes to members of the organization and to addresses of allowed domains only;";

function isKnown(address: string, members: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return members.includes(address) || env().REPORT_RECIPIENT_DOMAINS.includes(domain);
}

/** Thrown for a report that its person may not have, or not send there. */
class ReportRefused extends NonRetryableError {
  override name = "ReportRefused";

  constructor(message: string) {
    super(message, { code: "report-refused" });
  }
}
