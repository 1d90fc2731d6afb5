import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { audited, type By } from "./audit";
import { uuids } from "./ids";
import { type Leg, leg, legJson } from "./leg";
import { newMessage } from "./new-leg";

/**
 * failed, timeout, cancelled → pending on a new leg, with its budget anew: a person's second chance. A deadline
 * that has passed moves as far ahead as it was when the job was enqueued. In an open batch the end is taken back
 * from the counters; a closed one is left as it is, and fires nothing again.
 * A job whose payload was erased is left out: there is nothing to run it with.
 *
 * `sendAnyway` lets effects whose outcome nobody knows be sent once more.
 */
export async function revive(
  executor: Executor,
  jobIds: readonly string[],
  by: By,
  { sendAnyway = false }: { sendAnyway?: boolean } = {},
): Promise<Leg[]> {
  if (jobIds.length === 0) return [];
  const rows = await query(
    executor,
    z.object({ leg }),
    sql`
      with found as (
        select * from job_executions
        where job_id in (${uuids(jobIds)}) and status in ('failed', 'timeout', 'cancelled')
          and payload_erased_at is null
        order by job_id
        for update
      ),
      batch as (
        select b.* from job_batches b
        where b.batch_id in (select batch_id from found where batch_counted) and b.closed_at is null
        order by b.batch_id
        for update
      ),
      uncounted as (
        update job_batches b
        set failed = batch.failed - child.failed, cancelled = batch.cancelled - child.cancelled,
          updated_at = clock_timestamp()
        from batch join (
          select batch_id, count(*) filter (where status in ('failed', 'timeout')) as failed,
            count(*) filter (where status = 'cancelled') as cancelled
          from found where batch_counted group by batch_id
        ) as child using (batch_id)
        where b.batch_id = batch.batch_id
      ),
      moved as (
        update job_executions j
        set status = 'pending', completed_at = null, leg = found.leg + 1, revivals = found.revivals + 1,
          revived_at = clock_timestamp(),
          attempt = 0, continuations = 0, rescues = 0, lost_in_a_row = 0, cancel_requested_at = null,
          error = null, error_code = null, not_before = null, next_attempt_at = null, parked_reason = null,
          deadline_at = case when found.deadline_at <= clock_timestamp()
            then clock_timestamp() + greatest(found.deadline_at - found.created_at, interval '1 minute')
            else found.deadline_at end,
          batch_counted = found.batch_counted and found.batch_id not in (select batch_id from batch),
          ${newMessage()}, updated_at = clock_timestamp()
        from found
        where j.job_id = found.job_id
        returning j.*
      ),
      allowed as (
        update job_effects effect set state = 'refused'
        from moved
        where ${sendAnyway}::boolean and effect.job_id = moved.job_id and effect.state = 'sending'
      ),
      audited as (
        ${audited("revive", by, sql`moved`, sql`jsonb_build_object('sendAnyway', ${sendAnyway}::boolean)`)}
      )
      select ${legJson("moved")} as leg from moved`,
  );
  return rows.map((row) => row.leg);
}
