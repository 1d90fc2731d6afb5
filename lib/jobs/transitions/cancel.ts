import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { audited, type By } from "./audit";
import { isBatchCancelled } from "./batch-cancelled";
import { uuids } from "./ids";
import { type Move, moveRows, NOTHING_MOVED } from "./move";

/**
 * pending, retrying, waiting → cancelled at once. A run that is alive is asked to stop: its row stays `processing`
 * with `cancel_requested_at`, until its holder sees that or succeeds first. Of a job that waits, the batch is
 * flagged too. Jobs that have ended are left out. A person's cancel leaves a line of the audit, `by` whom.
 */
export async function cancel(
  executor: Executor,
  jobIds: readonly string[],
  by: By | null = null,
): Promise<Move> {
  if (jobIds.length === 0) return NOTHING_MOVED;
  const ids = uuids(jobIds);
  return moveRows(executor, {
    // Children lock their batch and then its waiter: so does this.
    before: sql`
      awaited as (
        select b.batch_id from job_batches b
        join job_executions waiter on waiter.waits_for = b.batch_id
        where waiter.job_id in (${ids}) and waiter.status = 'waiting'
        order by b.batch_id
        for update of b
      ),`,
    found: sql`
      where found.job_id in (${ids}) and found.completed_at is null
        and (select count(*) from awaited) >= 0
      order by found.job_id
      for update of found`,
    also: by === null ? sql`` : sql`audited as (${audited("cancel", by, ASKED)}),`,
    ...CANCELLATION,
  });
}

/**
 * The same for children of a batch that do not run, up to `limit` of them: what "cancel the rest" and the cancel
 * of a batch leave to be done. Rows that somebody has locked, or whose batch is, are left to the next pass.
 */
export function cancelChildren(executor: Executor, batchId: string, limit: number): Promise<Move> {
  return moveRows(executor, {
    before: lockedBatchesOf(sql`
      select waits_for from job_executions
      where batch_id = ${batchId}::uuid and status = 'waiting'
      order by job_id
      limit ${limit}`),
    found: sql`
      where found.batch_id = ${batchId}::uuid and found.status in ('pending', 'retrying', 'waiting')
        and ${isBatchCancelled("found")} and ${MAY_STOP_WAITING}
      order by found.job_id
      limit ${limit}
      for update of found skip locked`,
    ...CANCELLATION,
  });
}

/**
 * A CTE that locks the batches that some rows wait for, but for those that somebody has locked: children lock their
 * batch and then its waiter, so whoever ends a waiter does too.
 */
export function lockedBatchesOf(waits: SQL): SQL {
  return sql`
    awaited as materialized (
      select b.batch_id from job_batches b
      where b.batch_id in (${waits})
      order by b.batch_id
      for update of b skip locked
    ),`;
}

/** Its batch is locked by `lockedBatchesOf`, or gone. */
export const MAY_STOP_WAITING = sql`(
  found.status <> 'waiting' or found.waits_for in (select batch_id from awaited)
  or not exists (select from job_batches b where b.batch_id = found.waits_for)
)`;

/** Jobs that nobody had asked to stop before. */
const ASKED = sql`(
  select moved.* from moved join found using (job_id) where found.cancel_requested_at is null
) as asked`;

/** Ends what no live run holds and marks the others. */
export const CANCELLATION: { set: SQL; ends: SQL } = {
  set: sql`
    status = case when found.is_held then found.status else 'cancelled' end,
    cancel_requested_at = coalesce(found.cancel_requested_at, clock_timestamp()),
    completed_at = case when not found.is_held then clock_timestamp() end,
    next_attempt_at = case when found.is_held then found.next_attempt_at end,
    parked_reason = null,
    error_code = case when found.is_held then found.error_code else 'cancelled' end,
    error = case when found.is_held then found.error end`,
  ends: sql`not found.is_held`,
};
