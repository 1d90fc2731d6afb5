import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const rights = z.object({
  isStaff: z.boolean(),
  /** Whether they are in the organization now. */
  isMember: z.boolean(),
  /** Those of the addresses that are its members', in lower case. */
  members: z.array(z.string()),
});

/**
 * What somebody who asks for a file may do, and whom of these addresses it may be told to. What the product itself asks
 * for (no user) it may do as staff.
 */
export async function rightsOf(
  db: Executor,
  { userId, organizationId }: { userId: number | null; organizationId: number | null },
  addresses: readonly string[],
): Promise<z.output<typeof rights>> {
  const [found] = await query(
    db,
    rights,
    sql`
    select
      ${userId}::bigint is null
        or coalesce((select staff <> 'none' from users where id = ${userId}::bigint), false) as "isStaff",
      ${userId}::bigint is null or exists (
        select from members where organization_id = ${organizationId}::bigint and user_id = ${userId}::bigint
      ) as "isMember",
      (
        select coalesce(json_agg(u.email), '[]') from members m join users u on u.id = m.user_id
        where m.organization_id = ${organizationId}::bigint
          and u.email in (select lower(value) from json_array_elements_text(${JSON.stringify(addresses)}::json))
      ) as members`,
  );
  return found ?? { isStaff: false, isMember: false, members: [] };
}
