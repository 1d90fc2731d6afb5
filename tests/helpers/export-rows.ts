import { sql } from "drizzle-orm";
import type { Database } from "@/lib/db/database";

/** Activity of an organization, `count` rows a second apart, each padded with so many bytes. */
export async function plantActivity(
  db: Database,
  organizationId: number,
  count: number,
  padding = 0,
): Promise<void> {
  await db.execute(sql`
    insert into activity_logs (organization_id, user_id, action, subject, details, created_at)
    select ${organizationId}::bigint, null, 'member.invited', 'row ' || n || repeat(' ', ${padding}::int),
      jsonb_build_object('n', n), clock_timestamp() - (${count}::int - n) * interval '1 second' - interval '1 hour'
    from generate_series(1, ${count}::int) n`);
}
