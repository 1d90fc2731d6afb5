import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { EARLY_SECONDS, LEASE_SECONDS } from "@/lib/jobs/limits";
import { isBatchCancelled } from "./batch-cancelled";
import { ownSlot } from "./concurrency";
import { isSpent } from "./exhaust";
import { isCopy } from "./is-copy";
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
  /** Its payload has secrets that are encrypted. */
  isSealed: z.boolean(),
  /** It may have the payload of another job: a replay, a follow-up, a child or a debounced one. */
  isCopy: z.boolean(),
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
  /** It has a place of this key; null for a job that excludes none. */
  concurrencyKey: z.string().nullable(),
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
  concurrencyKey: z.string().nullable(),
});

/** Largest value of the column: no version is too new. */
const INTEGER_MAX = 2 ** 31 - 1;

const first = z.object({ held });
const answer = z.object({ held: held.nullable(), found: unclaimed });

type Delivery = { jobId: string; type: string; leg: number; claimId: string; newestVersion: number };

/**
 * pending, retrying, or processing with a lapsed lease → processing.
 *
 * Nearly every delivery is the first one of a job that nobody disturbed, so that is tried first, with a statement
 * that Postgres is done with in half the time. What it leaves alone gets the whole one.
 *
 * `claimId` makes it repeatable: when the answer of a first call was lost, the second finds its own claim.
 * A payload of a later version than `newestVersion` is left to a deploy that knows it; by default none is too new.
 */
export async function claim(
  executor: Executor,
  given: Omit<Delivery, "newestVersion"> & Partial<Pick<Delivery, "newestVersion">>,
): Promise<Claim> {
  const delivery = { ...given, newestVersion: given.newestVersion ?? INTEGER_MAX };
  const [undisturbed] = await query(executor, first, claimFirst(delivery));
  if (undisturbed !== undefined) return { claimed: true, held: undisturbed.held };
  const [row] = await query(executor, answer, claimOrSayWhyNot(delivery));
  if (row === undefined) return { claimed: false, found: null };
  return row.held === null ? { claimed: false, found: row.found } : { claimed: true, held: row.held };
}

/** What every claim writes. */
const CLAIMED = sql`
  status = 'processing',
  lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}),
  run_started_at = clock_timestamp(),
  parked_reason = null,
  updated_at = clock_timestamp()`;

/**
 * Claims a pending job that is due, waited for nothing and shares no key with others. One guarded update: of two at
 * once, the second one's guard is evaluated anew on the row that the first one left.
 */
function claimFirst({ jobId, type, leg, claimId, newestVersion }: Delivery): SQL {
  return sql`
    update job_executions found
    set ${CLAIMED}, run = run + 1, attempt = attempt + 1, claim_id = ${claimId}::uuid,
      started_at = coalesce(started_at, clock_timestamp())
    where job_id = ${jobId}::uuid and job_type = ${type} and leg = ${leg} and payload_version <= ${newestVersion}::int
      and status = 'pending' and next_attempt_at is null and waits_for is null and concurrency_key is null
      and coalesce(not_before <= clock_timestamp() + make_interval(secs => ${EARLY_SECONDS}), true)
      and coalesce(deadline_at > clock_timestamp(), true)
      and not ${isSpent} and cancel_requested_at is null
      and not ${isBatchCancelled("found")} and not ${isPaused}
    returning ${heldJson("found", {
      isStillWaiting: sql`false`,
      tookOverRun: sql`null`,
      waited: sql`clock_timestamp() - coalesce(not_before, created_at)`,
    })} as held`;
}

const isPaused = sql`exists (select from job_pauses pause where pause.job_type = found.job_type)`;

/**
 * Any claim, in one statement: locks the row, claims it if this leg may, writes the `lost` attempt of a run it takes
 * over, and otherwise says how the row stands.
 */
function claimOrSayWhyNot({ jobId, type, leg, claimId, newestVersion }: Delivery): SQL {
  return sql`
    with found as (
      select found.*,
        coalesce(claim_id = ${claimId}::uuid, false) as is_own,
        status = 'processing' and lease_until < clock_timestamp() as has_lapsed,
        ${isSpent} as is_spent,
        coalesce(extract(epoch from coalesce(next_attempt_at, not_before) - clock_timestamp()), 0) as due_in,
        cancel_requested_at is not null or ${isBatchCancelled("found")} as is_cancelled,
        ${isPaused} as is_paused,
        payload_version > ${newestVersion}::int as is_newer,
        clock_timestamp() - coalesce(lease_until, next_attempt_at, not_before, created_at) as waited
      from job_executions found
      where job_id = ${jobId}::uuid
      for update
    ),
    held as (
      update job_executions j
      set ${CLAIMED},
        run = j.run + case when found.is_own then 0 else 1 end,
        attempt = j.attempt + case when found.is_own then 0 else 1 end,
        retry_count = j.retry_count + case when found.has_lapsed and not found.is_own then 1 else 0 end,
        lost_in_a_row = j.lost_in_a_row + case when found.has_lapsed and not found.is_own then 1 else 0 end,
        claim_id = ${claimId}::uuid,
        started_at = coalesce(j.started_at, clock_timestamp()),
        next_attempt_at = null, concurrency_slot = own.slot, turn_until = null
      from found cross join ${ownSlot}
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
        and (found.concurrency_key is null or own.slot is not null)
      returning j.*, found.run as found_run, found.has_lapsed and not found.is_own as took_over,
        found.waited
    ),
    lost as (${lostAttempts("held", sql`held.took_over`)})
    select
      (select ${heldJson("held", {
        isStillWaiting: sql`waits_for is not null and exists (
          select from job_batches b where b.batch_id = held.waits_for and b.closed_at is null
        )`,
        tookOverRun: sql`case when took_over then found_run end`,
        waited: sql`waited`,
      })} from held) as held,
      json_build_object(
        'type', job_type, 'status', status, 'leg', leg,
        'leaseLeftSeconds', ceil(greatest(0, coalesce(extract(epoch from lease_until - clock_timestamp()), 0))),
        'dueInSeconds', ceil(greatest(0, due_in)),
        'deadlinePassed', coalesce(deadline_at <= clock_timestamp(), false),
        'isCancelled', is_cancelled, 'isPaused', is_paused, 'isNewer', is_newer,
        'isSpent', is_spent, 'concurrencyKey', concurrency_key
      ) as found
    from found`;
}

/** A `HeldRun` in JSON, from the row as it was claimed. */
function heldJson(alias: "found" | "held", at: { isStillWaiting: SQL; tookOverRun: SQL; waited: SQL }): SQL {
  return sql`json_build_object(
    'jobId', job_id, 'type', job_type, 'run', run, 'leg', leg, 'attempt', attempt,
    'maxRetries', max_retries, 'timeoutSeconds', timeout_seconds, 'backoffSeconds', backoff_seconds,
    'backoffJitter', backoff_jitter, 'payload', payload, 'payloadVersion', payload_version,
    'isSealed', starts_with(payload_hash, 'hmac:'), 'isCopy', ${isCopy}, 'checkpoint', checkpoint,
    'continuations', continuations, 'maxContinuations', max_continuations, 'priority', priority,
    'userId', user_id, 'organizationId', organization_id, 'parentJobId', parent_job_id, 'waitsFor', waits_for,
    'isStillWaiting', ${at.isStillWaiting},
    'isPlain', batch_id is null and follow_ups is null and not ${isFollowed(alias)},
    'concurrencyKey', concurrency_key, 'tookOverRun', ${at.tookOverRun},
    'waitedMs', greatest(0, round(extract(epoch from ${at.waited}) * 1000))
  )`;
}
