import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Finding, failure, ok } from "./finding";

const found = z.object({ role: z.string(), missing: z.array(z.string()) });

/** Whether the role may read and write every table of jobs. No extension is needed. */
export async function checkRights(executor: Executor): Promise<Finding> {
  const [row] = await query(
    executor,
    found,
    sql`
      select current_user as role, coalesce(json_agg(name order by name) filter (where not may), '[]') as missing
      from (
        select relname as name, has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
          and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete') as may
        from pg_class
        where relnamespace = current_schema()::regnamespace and relkind = 'r'
          and (relname like 'job\_%' or relname in ('schedules', 'schedule_occurrences'))
      ) as tables`,
  );
  const { role, missing } = row ?? { role: "", missing: [] };
  if (missing.length === 0) return ok("rights", `role ${role} may read and write all tables of jobs`);
  return failure(
    "rights",
    `role ${role} may not read and write ${missing.join(", ")}`,
    `grant select, insert, update, delete on all tables in schema public to ${role}`,
  );
}
