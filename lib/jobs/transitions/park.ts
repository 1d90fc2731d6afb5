import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Leg, leg, legJson } from "./leg";
import type { Seen } from "./move-unheld";
import { newMessage } from "./new-leg";

/**
 * pending, retrying → pending without a message: its type is paused. False: it is not, or somebody was faster.
 * The pause is locked, so that a resume either comes first or finds this row.
 */
export async function park(executor: Executor, { jobId, leg: number }: Seen): Promise<boolean> {
  const rows = await query(
    executor,
    z.object({ jobId: z.uuid() }),
    sql`
      with pause as (
        select job_type from job_pauses
        where job_type = (select job_type from job_executions where job_id = ${jobId}::uuid)
        for share
      )
      update job_executions j
      set status = 'pending', leg = leg + 1, message_id = null, published_at = null, publish_claimed_until = null,
        parked_reason = 'paused', updated_at = clock_timestamp()
      from pause
      where j.job_id = ${jobId}::uuid and j.leg = ${number} and j.status in ('pending', 'retrying')
        and j.job_type = pause.job_type
      returning j.job_id as "jobId"`,
  );
  return rows.length > 0;
}

/** Lets parked rows of types that are not paused any more go on, up to `limit`; the caller publishes them. */
export async function unpark(executor: Executor, limit: number): Promise<Leg[]> {
  const rows = await query(
    executor,
    z.object({ leg }),
    sql`
      with found as (
        select job_id from job_executions parked
        where parked_reason = 'paused' and status = 'pending'
          and not exists (select from job_pauses where job_type = parked.job_type)
        order by job_id
        limit ${limit}
        for update skip locked
      ),
      moved as (
        update job_executions j
        set parked_reason = null, ${newMessage(sql`coalesce(j.next_attempt_at, j.not_before)`)},
          updated_at = clock_timestamp()
        from found
        where j.job_id = found.job_id
        returning j.*
      )
      select ${legJson("moved")} as leg from moved`,
  );
  return rows.map((row) => row.leg);
}
