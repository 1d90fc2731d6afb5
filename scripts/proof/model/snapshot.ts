import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { OVERDUE_SECONDS } from "@/lib/jobs/limits";

const row = z.object({
  status: z.enum(STATUSES),
  leg: z.number(),
  run: z.number(),
  attempt: z.number(),
  maxRetries: z.number(),
  continuations: z.number(),
  maxContinuations: z.number(),
  rescues: z.number(),
  lostInARow: z.number(),
  revivals: z.number(),
  attempts: z.number(),
  hasLapsed: z.boolean(),
  isLate: z.boolean(),
  isCancelRequested: z.boolean(),
  isParked: z.boolean(),
  isPublished: z.boolean(),
});

const job = z.object({
  jobId: z.string(),
  row,
  /** Its end, which only a revive takes back. */
  end: z.object({ completedAt: z.string().nullable(), result: z.unknown() }),
  batchId: z.string().nullable(),
  waitsFor: z.string().nullable(),
  /** Its batch was cancelled, and nobody has revived it since. */
  isFlagged: z.boolean(),
  isDue: z.boolean(),
  /** Published so long ago that reconcile asks QStash about it. */
  isOverdue: z.boolean(),
  /** Nobody is publishing it any more. */
  isAbandoned: z.boolean(),
});

const batch = z.object({ batchId: z.string(), isClosed: z.boolean() });

export type Job = z.output<typeof job>;

/** The whole database, as the model sees it; jobs in the order of their ids, which is that of their insertion. */
export type Snapshot = { jobs: Job[]; batches: Map<string, z.output<typeof batch>>; isPaused: boolean };

export async function snapshot(db: Database): Promise<Snapshot> {
  const [found] = await query(
    db,
    z.object({ jobs: z.array(job), batches: z.array(batch), isPaused: z.boolean() }),
    sql`select
      (select coalesce(json_agg(${jobJson} order by job_id), '[]') from job_executions j) as jobs,
      (select coalesce(json_agg(json_build_object('batchId', batch_id, 'isClosed', closed_at is not null)), '[]') from job_batches) as batches,
      exists (select from job_pauses) as "isPaused"`,
  );
  if (found === undefined) throw new Error("A select without a table has one row.");
  return { ...found, batches: new Map(found.batches.map((each) => [each.batchId, each])) };
}

const due = sql`coalesce(next_attempt_at, not_before)`;

const jobJson = sql`json_build_object(
  'jobId', job_id, 'batchId', batch_id, 'waitsFor', waits_for,
  'end', json_build_object('completedAt', completed_at, 'result', result),
  'isFlagged', exists (
    select from job_batches b
    where b.batch_id = j.batch_id and b.cancel_requested_at > coalesce(j.revived_at, '-infinity')
  ),
  'isDue', coalesce(${due} <= clock_timestamp() + interval '5 s', true),
  'isOverdue', published_at is not null and parked_reason is null and status in ('pending', 'retrying')
    and publish_claimed_until is null
    and greatest(coalesce(${due}, created_at), published_at)
      < clock_timestamp() - make_interval(secs => ${OVERDUE_SECONDS}),
  'isAbandoned', published_at is null and parked_reason is null and status in ('pending', 'retrying')
    and publish_claimed_until <= clock_timestamp(),
  'row', json_build_object(
    'status', status, 'leg', leg, 'run', run, 'attempt', attempt, 'maxRetries', max_retries,
    'continuations', continuations, 'maxContinuations', max_continuations, 'rescues', rescues,
    'lostInARow', lost_in_a_row, 'revivals', revivals,
    'attempts', (select count(*) from job_attempts a where a.job_id = j.job_id),
    'hasLapsed', status = 'processing' and lease_until < clock_timestamp(),
    'isLate', coalesce(deadline_at <= clock_timestamp(), false),
    'isCancelRequested', cancel_requested_at is not null, 'isParked', parked_reason is not null,
    'isPublished', published_at is not null)
)`;

/** What breaks an invariant of the tables by itself; must always be empty. */
export function unsound(db: Database): Promise<unknown[]> {
  return query(
    db,
    z.unknown(),
    sql`
      select 'attempt rows differ from runs' as broken, job_id as id from job_executions j, lateral (
          select count(*)::int as ended, coalesce(max(run), 0) as latest from job_attempts a where a.job_id = j.job_id
        ) as attempts
        where ended <> run - (status = 'processing')::int or latest <> ended
      union all
      select 'a batch differs from a recount', batch_id from job_batches b, lateral (
          select count(*) filter (where status = 'completed') as completed,
            count(*) filter (where status in ('failed', 'timeout')) as failed,
            count(*) filter (where status = 'cancelled') as cancelled
          from job_executions child where child.batch_id = b.batch_id and batch_counted
        ) as recount
        where case when closed_at is null
          then (b.completed, b.failed, b.cancelled) <> (recount.completed, recount.failed, recount.cancelled)
            or b.completed + b.failed + b.cancelled = total
          else b.completed + b.failed + b.cancelled <> total end
      union all
      select 'a full batch has a waiter', job_id from job_executions j join job_batches b on b.batch_id = j.waits_for
        where j.status = 'waiting' and b.closed_at is not null
      union all
      select 'an end without its time, or the other way round', job_id from job_executions
        where (completed_at is not null) <> (status in ('completed', 'failed', 'timeout', 'cancelled'))`,
  );
}
