import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Consequences, closingOf, consequences, consequencesJson, consequencesOf } from "./consequences";
import { now } from "./now";

/** How many rows were put right, and what that brought about. */
export type Repair = { count: number; consequences: Consequences };

/**
 * Counts ended children into their batch that nobody has counted. Changes no status. Every transition counts in its
 * own statement, so these are ends that were written by hand. What follows a job is not for them to bring about.
 */
export function countUncounted(executor: Executor, limit: number): Promise<Repair> {
  return repair(
    executor,
    sql`
      found as (
        select job_id from job_executions
        where batch_id is not null and completed_at is not null and not batch_counted
        order by batch_id
        limit ${limit}
        for update skip locked
      ),
      marked as (
        update job_executions j set batch_counted = true, updated_at = clock_timestamp()
        from found where j.job_id = found.job_id
        returning j.*
      ),
      moved as (
        select job_id, batch_id, status, completed_at, null::jsonb as follow_ups, true as counts, null::uuid as flags
        from marked
      ),
      ${consequencesOf()}`,
    sql`moved`,
  );
}

/**
 * Gives open batches the counters that their children have, where those differ, and closes those that are full then.
 * Children that are gone do not count any more. Changes no status but that of a job that is woken.
 *
 * Looks only at batches of which no child has ended for ten minutes: an end that this statement does not see yet,
 * committed a moment ago, touches the batch, and the lock then finds that it is not one of these any more.
 */
export function recountBatches(executor: Executor, limit: number): Promise<Repair> {
  return repair(
    executor,
    sql`
      batch as (
        select b.* from job_batches b
        where b.closed_at is null and b.updated_at < ${now} - interval '10 minutes'
          and b.total - b.completed - b.failed - b.cancelled <> ${OPEN_CHILDREN} + ${UNCOUNTED_CHILDREN}
        order by b.updated_at
        limit ${limit}
        for update skip locked
      ),
      child as (
        select batch.batch_id, count(j.job_id)::int as total,
          (count(*) filter (where batch_counted and status = 'completed'))::int as completed,
          (count(*) filter (where batch_counted and status in ('failed', 'timeout')))::int as failed,
          (count(*) filter (where batch_counted and status = 'cancelled'))::int as cancelled
        from batch left join job_executions j using (batch_id)
        group by batch.batch_id
      ),
      counted as (
        update job_batches b
        set total = child.total, completed = child.completed, failed = child.failed, cancelled = child.cancelled,
          closed_at = case when child.completed + child.failed + child.cancelled = child.total
            then clock_timestamp() end,
          updated_at = clock_timestamp()
        from child
        where b.batch_id = child.batch_id
        returning b.*
      ),
      moved as (
        select job_id, batch_id, status, completed_at, follow_ups from job_executions where false
      ),
      ${closingOf()}`,
    sql`counted`,
  );
}

const OPEN_CHILDREN = sql`(
  select count(*) from job_executions open_child
  where open_child.batch_id = b.batch_id and open_child.status in ('pending', 'retrying', 'processing', 'waiting')
)`;

const UNCOUNTED_CHILDREN = sql`(
  select count(*) from job_executions ended_child
  where ended_child.batch_id = b.batch_id and ended_child.completed_at is not null and not ended_child.batch_counted
)`;

async function repair(executor: Executor, steps: SQL, repaired: SQL): Promise<Repair> {
  const [done] = await query(
    executor,
    z.object({ count: z.number(), consequences }),
    sql`with ${steps}
      select (select count(*)::int from ${repaired}) as count, ${consequencesJson()} as consequences`,
  );
  return done ?? { count: 0, consequences: { legs: [], flaggedBatches: [] } };
}
