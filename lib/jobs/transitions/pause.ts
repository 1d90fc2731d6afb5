import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { audited, type By } from "./audit";

const changed = z.object({ jobType: z.string() });

/** Lets no job of this type begin from now on; those that run go on. False: it is paused already. */
export async function pause(executor: Executor, type: string, by: By): Promise<boolean> {
  const rows = await query(
    executor,
    changed,
    sql`
      with moved as (
        insert into job_pauses (job_type, user_id, reason)
        values (${type}, ${by.userId}::bigint, ${by.reason ?? null}::text)
        on conflict do nothing
        returning job_type
      ),
      audited as (${audited("pause", by, ofType)})
      select job_type as "jobType" from moved`,
  );
  return rows.length > 0;
}

/** Ends a pause; the caller lets the parked rows go on (`unpark`). False: it was not paused. */
export async function resume(executor: Executor, type: string, by: By): Promise<boolean> {
  const rows = await query(
    executor,
    changed,
    sql`
      with moved as (delete from job_pauses where job_type = ${type} returning job_type),
      audited as (${audited("resume", by, ofType)})
      select job_type as "jobType" from moved`,
  );
  return rows.length > 0;
}

const ofType = sql`(select null::uuid as job_id, null::uuid as batch_id, job_type from moved) as one`;
