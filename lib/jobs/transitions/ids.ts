import { type SQL, sql } from "drizzle-orm";

/** Ids as a list for `in (…)`; at least one. */
export function uuids(ids: readonly string[]): SQL {
  return sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
}
