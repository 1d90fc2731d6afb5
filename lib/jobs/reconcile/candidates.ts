import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { LAPSED_GRACE_SECONDS, OVERDUE_SECONDS } from "@/lib/jobs/limits";

const candidate = z.object({ jobId: z.uuid(), leg: z.number(), messageId: z.string().nullable() });

export type Candidate = z.output<typeof candidate>;

/** Runs that stopped without a word: their lease lapsed and no delivery has taken them over since. */
export function lapsed(executor: Executor, limit: number): Promise<Candidate[]> {
  return find(
    executor,
    limit,
    sql`status = 'processing'
      and lease_until < clock_timestamp() - make_interval(secs => ${LAPSED_GRACE_SECONDS})
      order by lease_until`,
  );
}

/**
 * Published rows whose message should have come long ago, for the caller to ask QStash about. The patience
 * doubles with each rescue, so that a jam is not made worse by doubling its messages.
 *
 * Each is claimed for five minutes and those never asked about come first: rows that merely wait at QStash do
 * not keep the others from their turn.
 */
export function claimOverdue(executor: Executor, limit: number): Promise<Candidate[]> {
  return query(
    executor,
    candidate,
    sql`update job_executions
      set publish_claimed_until = clock_timestamp() + make_interval(secs => ${OVERDUE_SECONDS})
      where job_id in (
        select job_id from job_executions
        where published_at is not null and parked_reason is null and status in ('pending', 'retrying')
          and coalesce(next_attempt_at, not_before, created_at) < clock_timestamp()
          and greatest(coalesce(next_attempt_at, not_before, created_at), published_at)
            < clock_timestamp() - make_interval(secs => ${OVERDUE_SECONDS} * power(2, rescues))
          and (publish_claimed_until is null or publish_claimed_until < clock_timestamp())
        order by publish_claimed_until nulls first, coalesce(next_attempt_at, not_before, created_at)
        limit ${limit}
        for update skip locked
      )
      returning job_id as "jobId", leg, message_id as "messageId"`,
  );
}

/** Open rows that no run holds and whose deadline has passed. */
export function pastDeadline(executor: Executor, limit: number): Promise<Candidate[]> {
  return find(
    executor,
    limit,
    sql`deadline_at < clock_timestamp() and status in ('pending', 'retrying', 'processing', 'waiting')
      and (status <> 'processing' or lease_until < clock_timestamp())
      order by deadline_at`,
  );
}

function find(executor: Executor, limit: number, condition: SQL): Promise<Candidate[]> {
  return query(
    executor,
    candidate,
    sql`select job_id as "jobId", leg, message_id as "messageId" from job_executions where ${condition} limit ${limit}`,
  );
}
