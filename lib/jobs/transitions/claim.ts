import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { EARLY_SECONDS, LEASE_SECONDS } from "@/lib/jobs/limits";
import { isBatchCancelled } from "./batch-cancelled";
import { isSpent } from "./exhaust";
import { lostAttempts } from "./lost-run";
import { isFollowed } from "./standing";

/** A row held by this run. Every write of the run is guarded by `run`. */
export type HeldRun = z.output<typeof held>;

/** The row as a delivery that could not claim it found it. */
export type Unclaimed = z.output<typeof unclaimed>;

export type Claim = { claimed: true; held: HeldRun } | { claimed: false; found: Unclaimed | null };

const held = z.object({
  jobId: z.uuid(),
  type: z.string(),
  run: z.number(),
  leg: z.number(),
  attempt: z.number(),
  maxRetries: z.number(),
  timeoutSeconds: z.number(),
  backoffSeconds: z.array(z.number()),
  backoffJitter: z.number(),
  payload: z.unknown(),
  payloadVersion: z.number(),
  checkpoint: z.unknown(),
  continuations: z.number(),
  maxContinuations: z.number(),
  priority: z.number(),
  parentJobId: z.uuid().nullable(),
  /** The batch that it waited for last. */
  waitsFor: z.uuid().nullable(),
  /** That batch is not full: the job ended while it waited, and was revived. */
  isStillWaiting: z.boolean(),
  /** In no batch and without follow-ups, of its own or standing: its end concerns no other row. */
  isPlain: z.boolean(),
  userId: z.number().nullable(),
  organizationId: z.number().nullable(),
  /** Run that this claim took over because its lease had lapsed; null for a plain claim. */
  tookOverRun: z.number().nullable(),
  /** Since it was due; since the lease ended of a run that this one took over. */
  waitedMs: z.number(),
});

const unclaimed = z.object({
  type: z.string(),
  status: z.enum(STATUSES),
  leg: z.number(),
  leaseLeftSeconds: z.number(),
  dueInSeconds: z.number(),
  deadlinePassed: z.boolean(),
  /** Its own cancellation was asked for, or its batch's. */
  isCancelled: z.boolean(),
  /** Its type is paused. */
  isPaused: z.boolean(),
  /** Its payload is of a newer deploy than this one. */
  isNewer: z.boolean(),
  /** No run may follow: attempts used up, or lost too often. */
  isSpent: z.boolean(),
});

/** Largest value of the column: no version is too new. */
const INTEGER_MAX = 2 ** 31 - 1;

const row = z.object({ held: held.nullable(), found: unclaimed });

/**
 * pending, retrying, or processing with a lapsed lease → processing. One statement: locks the row, claims it
 * if this leg may, writes the `lost` attempt of a run it takes over, and otherwise says how the row stands.
 *
 * `claimId` makes it repeatable: when the answer of a first call was lost, the second finds its own claim.
 * A payload of a later version than `newestVersion` is left to a deploy that knows it.
 */
export async function claim(
  executor: Executor,
  delivery: { jobId: string; type: string; leg: number; claimId: string; newestVersion?: number },
): Promise<Claim> {
  const [answer] = await query(executor, row, statement(delivery));
  if (answer === undefined) return { claimed: false, found: null };
  return answer.held === null
    ? { claimed: false, found: answer.found }
    : { claimed: true, held: answer.held };
}

function statement({ jobId, type, leg, claimId, newestVersion = INTEGER_MAX }: Parameters<typeof claim>[1]) {
  return sql`
    with found as (
      select found.*,
        coalesce(claim_id = ${claimId}::uuid, false) as is_own,
        status = 'processing' and lease_until < clock_timestamp() as has_lapsed,
        ${isSpent} as is_spent,
        coalesce(extract(epoch from coalesce(next_attempt_at, not_before) - clock_timestamp()), 0) as due_in,
        cancel_requested_at is not null or ${isBatchCancelled("found")} as is_cancelled,
        exists (select from job_pauses pause where pause.job_type = found.job_type) as is_paused,
        payload_version > ${newestVersion}::int as is_newer,
        clock_timestamp() - coalesce(lease_until, next_attempt_at, not_before, created_at) as waited
      from job_executions found
      where job_id = ${jobId}::uuid
      for update
    ),
    held as (
      update job_executions j
      set status = 'processing',
        run = j.run + case when found.is_own then 0 else 1 end,
        attempt = j.attempt + case when found.is_own then 0 else 1 end,
        retry_count = j.retry_count + case when found.has_lapsed and not found.is_own then 1 else 0 end,
        lost_in_a_row = j.lost_in_a_row + case when found.has_lapsed and not found.is_own then 1 else 0 end,
        claim_id = ${claimId}::uuid,
        lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}),
        started_at = coalesce(j.started_at, clock_timestamp()),
        run_started_at = clock_timestamp(),
        next_attempt_at = null,
        updated_at = clock_timestamp()
      from found
      where j.job_id = found.job_id
        -- Conditions are on the locked row: this statement's snapshot of j may be older.
        and found.job_type = ${type}
        and found.leg = ${leg}
        and (found.deadline_at is null or found.deadline_at > clock_timestamp())
        and (
          (found.is_own and found.status = 'processing')
          or (
            not found.is_spent and not found.is_cancelled and not found.is_paused
            and not found.is_newer and found.due_in <= ${EARLY_SECONDS}
            and (found.status in ('pending', 'retrying') or found.has_lapsed)
          )
        )
      returning j.*, found.run as found_run, found.has_lapsed and not found.is_own as took_over,
        found.waited
    ),
    lost as (${lostAttempts("held", sql`held.took_over`)})
    select
      (select json_build_object(
        'jobId', job_id, 'type', job_type, 'run', run, 'leg', leg, 'attempt', attempt,
        'maxRetries', max_retries, 'timeoutSeconds', timeout_seconds, 'backoffSeconds', backoff_seconds,
        'backoffJitter', backoff_jitter, 'payload', payload, 'payloadVersion', payload_version,
        'checkpoint', checkpoint, 'continuations', continuations,
        'maxContinuations', max_continuations, 'priority', priority,
        'userId', user_id, 'organizationId', organization_id, 'parentJobId', parent_job_id, 'waitsFor', waits_for,
        'isStillWaiting', waits_for is not null and exists (
          select from job_batches b where b.batch_id = held.waits_for and b.closed_at is null
        ),
        'isPlain', batch_id is null and follow_ups is null and not ${isFollowed("held")},
        'tookOverRun', case when took_over then found_run end,
        'waitedMs', greatest(0, round(extract(epoch from waited) * 1000))
      ) from held) as held,
      json_build_object(
        'type', job_type, 'status', status, 'leg', leg,
        'leaseLeftSeconds', ceil(greatest(0, coalesce(extract(epoch from lease_until - clock_timestamp()), 0))),
        'dueInSeconds', ceil(greatest(0, due_in)),
        'deadlinePassed', coalesce(deadline_at <= clock_timestamp(), false),
        'isCancelled', is_cancelled, 'isPaused', is_paused, 'isNewer', is_newer,
        'isSpent', is_spent
      ) as found
    from found`;
}
