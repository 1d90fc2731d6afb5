import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { LAPSED_GRACE_SECONDS } from "@/lib/jobs/limits";
import type { Seen } from "@/lib/jobs/transitions/move-unheld";
import { now } from "@/lib/jobs/transitions/now";

const candidate = z.object({ jobId: z.uuid(), leg: z.number() });

/** Runs that stopped without a word: their lease lapsed and no delivery has taken them over since. */
export function lapsed(executor: Executor, limit: number): Promise<Seen[]> {
  return find(
    executor,
    limit,
    sql`status = 'processing'
      and lease_until < ${now} - make_interval(secs => ${LAPSED_GRACE_SECONDS})
      order by lease_until`,
  );
}

/** Open rows that no run holds and whose deadline has passed. */
export function pastDeadline(executor: Executor, limit: number): Promise<Seen[]> {
  return find(
    executor,
    limit,
    sql`deadline_at < ${now} and status in ('pending', 'retrying', 'processing', 'waiting')
      and (status <> 'processing' or lease_until < clock_timestamp())
      order by deadline_at`,
  );
}

/** Open rows that somebody asked to end and that no run holds. */
export function flagged(executor: Executor, limit: number): Promise<Seen[]> {
  return find(
    executor,
    limit,
    sql`cancel_requested_at is not null and status in ('pending', 'retrying', 'processing', 'waiting')
      and (status <> 'processing' or lease_until < clock_timestamp())
      order by cancel_requested_at`,
  );
}

/** Batches that are to end, with children that do not run. */
export async function flaggedBatches(executor: Executor, limit: number): Promise<string[]> {
  const batches = await query(
    executor,
    z.object({ batchId: z.uuid() }),
    sql`select batch_id as "batchId" from job_batches b
      where closed_at is null and cancel_requested_at is not null and exists (
        select from job_executions child
        where child.batch_id = b.batch_id and child.status in ('pending', 'retrying', 'waiting')
      )
      order by cancel_requested_at
      limit ${limit}`,
  );
  return batches.map(({ batchId }) => batchId);
}

function find(executor: Executor, limit: number, condition: SQL): Promise<Seen[]> {
  return query(
    executor,
    candidate,
    sql`select job_id as "jobId", leg from job_executions where ${condition} limit ${limit}`,
  );
}
