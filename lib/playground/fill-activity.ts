import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";

/** So many rows take a workbook long enough to be watched. */
const ROWS = 60_000;

/** Sees to it that an organization has enough activity to make a long export of: lines of signing in, one a minute. */
export async function fillActivity(organizationId: number, userId: number): Promise<void> {
  await database().transaction(async (tx) => {
    // Two at a time would both find it empty.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('playground activity', 0))`);
    await tx.execute(sql`
      insert into activity_logs (organization_id, user_id, action, created_at)
      select ${organizationId}::bigint, ${userId}::bigint, 'user.signed-in', clock_timestamp() - n * interval '1 minute'
      from generate_series(1, ${ROWS}::int - (
        select count(*) from (
          select from activity_logs where organization_id = ${organizationId}::bigint limit ${ROWS}::int
        ) as there
      )::int) as n`);
  });
}
