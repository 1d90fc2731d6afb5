import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { leg, legJson } from "./leg";
import { insertExecutionsFrom, NEW_EXECUTION } from "./new-execution";
import { newMessage } from "./new-leg";

/** What a transition brought about beside the row itself; the caller publishes and cancels, see `follow-through.ts`. */
export const consequences = z.object({
  /** Rows to publish: follow-ups that were inserted, and a parent that was woken. */
  legs: z.array(leg),
  /** Open batches whose children that do not run are to be cancelled. */
  flaggedBatches: z.array(z.uuid()),
});

export type Consequences = z.output<typeof consequences>;

/**
 * What every terminal transition brings along, as CTEs of its own statement: the batch counts the child, the
 * child that fills it closes it and wakes the parent, and follow-ups are inserted.
 *
 * The statement around it has the rows as they are now in `moved`, with two columns more: `counts`, whether the
 * end is to be counted into the batch, and `flags`, a batch to be cancelled. `enqueued` are the follow-ups of the
 * handler, as a `jsonb` array; `standing` is that of `standing.ts`, where `moved` has all columns of a row.
 *
 * Locks job → batch → parent, batches and parents in the order of their ids. Every decision is made on the row
 * as it was locked: this statement's snapshot may be older, and a guard on it would lose the wake-up of a parent
 * that began to wait a moment ago (design §8).
 */
export function consequencesOf(enqueued?: SQL, standing?: SQL): SQL {
  return sql`
    ended as (
      select batch_id, sum(completed)::int as completed, sum(failed)::int as failed,
        sum(cancelled)::int as cancelled, bool_or(flag) as flag
      from (
        select batch_id, (status = 'completed')::int as completed, (status in ('failed', 'timeout'))::int as failed,
          (status = 'cancelled')::int as cancelled, false as flag
        from moved where counts
        union all
        select flags, 0, 0, 0, true from moved where flags is not null
      ) as child
      group by batch_id
    ),
    batch as (
      select b.* from job_batches b
      where b.batch_id in (select batch_id from ended) and b.closed_at is null
      order by b.batch_id
      for update
    ),
    counted as (
      update job_batches b
      set completed = batch.completed + ended.completed,
        failed = batch.failed + ended.failed,
        cancelled = batch.cancelled + ended.cancelled,
        closed_at = case when batch.completed + ended.completed + batch.failed + ended.failed
          + batch.cancelled + ended.cancelled = batch.total then clock_timestamp() end,
        cancel_requested_at = case
          when ended.flag or (batch.on_failure = 'cancel_rest' and ended.failed > 0)
          then clock_timestamp() else batch.cancel_requested_at end,
        updated_at = clock_timestamp()
      from batch join ended using (batch_id)
      where b.batch_id = batch.batch_id
      returning b.*
    ),
    ${closingOf(enqueued, standing)}`;
}

/** The second half of these CTEs: what follows once the batches in `counted` are as they are now. */
export function closingOf(enqueued: SQL = sql`'[]'::jsonb`, standing: SQL = sql``): SQL {
  return sql`
    waiter as (
      select parent.job_id, parent.status, parent.waits_for, parent.leg, counted.batch_id
      from counted join job_executions parent on parent.job_id = counted.waiter
      where counted.closed_at is not null
      order by parent.job_id
      for update of parent
    ),
    woken as (
      update job_executions parent
      set status = 'pending', leg = waiter.leg + 1, attempt = 0, not_before = null, next_attempt_at = null,
        ${newMessage()}, updated_at = clock_timestamp()
      from waiter
      where parent.job_id = waiter.job_id
        and waiter.status = 'waiting' and waiter.waits_for = waiter.batch_id
      returning parent.*
    ),
    followed as (
      ${insertExecutionsFrom(
        sql`(
          select spec, moved.job_id as parent
          from moved cross join lateral jsonb_array_elements(moved.follow_ups) as spec
          where moved.completed_at is not null and spec ->> 'on' = case
            when moved.status = 'completed' then 'success'
            when moved.status in ('failed', 'timeout') then 'failure' end
          union all
          select spec, moved.job_id from moved cross join lateral jsonb_array_elements(${enqueued}) as spec
          union all
          select counted.on_complete, counted.waiter from counted
          where counted.closed_at is not null and counted.on_complete is not null
          ${standing}
        ) as planned cross join lateral jsonb_to_record(planned.spec) as r ${NEW_EXECUTION}`,
        sql`planned.parent`,
      )}
      on conflict do nothing
      returning *
    )`;
}

/** The `Consequences` of a statement with these CTEs, as JSON. */
export const consequencesJson = (): SQL => sql`json_build_object(
  'legs', (
    select coalesce(json_agg(leg), '[]') from (
      select ${legJson("woken")} as leg from woken union all select ${legJson("followed")} from followed
    ) as published
  ),
  'flaggedBatches', (
    select coalesce(json_agg(batch_id), '[]') from counted
    where cancel_requested_at is not null and closed_at is null
  )
)`;

/** The same of a statement without them. */
export const noConsequencesJson = sql`json_build_object('legs', '[]'::json, 'flaggedBatches', '[]'::json)`;
