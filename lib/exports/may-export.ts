import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
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
  { userId, organizationId }: JobActor,
  payload: ExportPayload,
): Promise<number | null> {
  const [person] = await query(
    db,
    rights,
    sql`
    select coalesce((select staff <> 'none' from users where id = ${userId}::bigint), ${userId}::bigint is null) as "isStaff",
      exists (
        select from members m join users u on u.id = m.user_id
        where m.organization_id = ${organizationId}::bigint and lower(u.email) = lower(${payload.notifyEmail})
      ) as "isToMember",
      ${userId}::bigint is null or exists (
        select from members where organization_id = ${organizationId}::bigint and user_id = ${userId}::bigint
      ) as "isMember"`,
  );
  if (person?.isStaff && (payload.scope === "everything" || payload.exportType === "organizations"))
    return null;
  if (payload.scope === "everything" || payload.exportType === "organizations")
    throw new ExportRefused("Data of all organizations is for staff.");
  if (organizationId === null) throw new ExportRefused("An export needs an organization.");
  if (!person?.isMember && !person?.isStaff)
    throw new ExportRefused("Whoever asked for it is no member of the organization any more.");
  if (!person.isToMember && !person.isStaff)
    throw new ExportRefused("The mail may go to members of the organization only.");
  return organizationId;
}

const rights = z.object({ isStaff: z.boolean(), isToMember: z.boolean(), isMember: z.boolean() });

/** Thrown for an export that its person may not have. */
class ExportRefused extends NonRetryableError {
  override name = "ExportRefused";

  constructor(message: string) {
    super(message, { code: "export-refused" });
  }
}
