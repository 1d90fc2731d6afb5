import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
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
  { userId, organizationId }: JobActor,
  { scope, recipients }: ReportPayload,
): Promise<number | null> {
  const addresses = sql.join(
    recipients.map((address) => sql`${address.toLowerCase()}`),
    sql`, `,
  );
  const [person] = await query(
    db,
    rights,
    sql`
    select coalesce((select staff <> 'none' from users where id = ${userId}::bigint), ${userId}::bigint is null) as "isStaff",
      ${userId}::bigint is null or exists (
        select from members where organization_id = ${organizationId}::bigint and user_id = ${userId}::bigint
      ) as "isMember",
      ${
        recipients.length === 0
          ? sql`'[]'::json`
          : sql`(
        select coalesce(json_agg(u.email), '[]') from members m join users u on u.id = m.user_id
        where m.organization_id = ${organizationId}::bigint and u.email in (${addresses})
      )`
      } as "members"`,
  );
  if (scope === "everything") {
    if (!person?.isStaff) throw new ReportRefused("Numbers of all organizations are for staff.");
    return null;
  }
  if (organizationId === null) throw new ReportRefused("A report needs an organization.");
  if (!person?.isMember && !person?.isStaff)
    throw new ReportRefused("Whoever asked for it is no member of the organization any more.");
  const stranger = recipients.findIndex((address) => !isKnown(address.toLowerCase(), person));
  // By its place: errors of jobs are logged, and addresses are not.
  if (stranger >= 0) throw new ReportRefused(`${STRANGERS} recipient ${stranger + 1} is neither.`);
  return organizationId;
}

const STRANGERS = "A report goes to members of the organization and to addresses of allowed domains only;";

const rights = z.object({ isStaff: z.boolean(), isMember: z.boolean(), members: z.array(z.string()) });

function isKnown(address: string, { isStaff, members }: z.output<typeof rights>): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return isStaff || members.includes(address) || env().REPORT_RECIPIENT_DOMAINS.includes(domain);
}

/** Thrown for a report that its person may not have, or not send there. */
class ReportRefused extends NonRetryableError {
  override name = "ReportRefused";

  constructor(message: string) {
    super(message, { code: "report-refused" });
  }
}
