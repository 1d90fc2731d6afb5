import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { batchProgress } from "@/lib/jobs/relatives";
import { isBatchCancelled } from "@/lib/jobs/transitions/batch-cancelled";
import { LISTED_JOB, listedJob } from "./listed-job";

const isoTime = z.string().transform((text) => new Date(text).toISOString());

/** Places ahead in a line that are counted; who is further back learns only that. */
export const AHEAD_MAX = 1_000;

const job = listedJob.extend({
  /** By the database's clock, which wrote all the times; in milliseconds. */
  readAt: isoTime.transform((time) => Date.parse(time)),
  priority: z.number(),
  endpoint: z.string(),
  leg: z.number(),
  retryCount: z.number(),
  continuations: z.number(),
  maxContinuations: z.number(),
  rescues: z.number(),
  revivals: z.number(),
  timeoutSeconds: z.number(),
  backoffSeconds: z.array(z.number()),
  payloadVersion: z.number(),
  payloadErasedAt: isoTime.nullable(),
  erasePayloadAfterSeconds: z.number().nullable(),
  resultError: z.string().nullable(),
  /** Jobs that it has planned for after its end. */
  followUps: z.number(),
  /** `paused`, `concurrency`, `unknown-type` or `newer-payload`: it has no message until that is over. */
  parkedReason: z.string().nullable(),
  /** Jobs of its type are paused: it will be parked, whatever it is now. */
  isPaused: z.boolean(),
  concurrencyKey: z.string().nullable(),
  concurrencyLimit: z.number().nullable(),
  /** Of a job in line: who runs with its key, and how many stand before it, up to `AHEAD_MAX`. */
  line: z.object({ holders: z.array(z.uuid()), ahead: z.number() }).nullable(),
  /** The batch that it is a part of. */
  batch: batchProgress.extend({ isCancelled: z.boolean() }).nullable(),
  waitsFor: z.uuid().nullable(),
  /** Counters of the batch that it waits for, or waited for last. */
  waitedBatch: batchProgress.nullable(),
  replayedFrom: z.uuid().nullable(),
  scheduledFor: isoTime.nullable(),
  idempotencyKey: z.string().nullable(),
  debounceKey: z.string().nullable(),
  messageId: z.string().nullable(),
  dlqId: z.string().nullable(),
  publishedAt: isoTime.nullable(),
  /** Of a row without a message: until then somebody is at sending it, or it is due too far ahead. */
  publishClaimedUntil: isoTime.nullable(),
  leaseUntil: isoTime.nullable(),
  deadlineAt: isoTime.nullable(),
  cancelRequestedAt: isoTime.nullable(),
  revivedAt: isoTime.nullable(),
  traceParent: z.string().nullable(),
  /** An outside effect was begun of which nobody knows whether it happened; of a running job, not yet. */
  isUncertain: z.boolean(),
});

/** A job with all that staff may know of it, but for what it carries: payload, result and checkpoint are read apart. */
export type JobDetail = z.output<typeof job>;

/** One job by its id; null where there is none. */
export async function readJob(executor: Executor, jobId: string): Promise<JobDetail | null> {
  if (!z.uuid().safeParse(jobId).success) return null;
  const [row] = await query(
    executor,
    z.object({ job }),
    sql`select ${LISTED_JOB}::jsonb || ${MORE} as job from job_executions j where j.job_id = ${jobId}::uuid`,
  );
  return row?.job ?? null;
}

function batchOf(column: SQL, more: SQL = sql``): SQL {
  return sql`(
    select jsonb_build_object('total', total, 'completed', completed, 'failed', failed, 'cancelled', cancelled${more})
    from job_batches b where b.batch_id = ${column}
  )`;
}

const LINE = sql`case when j.parked_reason = 'concurrency' and j.status = 'pending' then jsonb_build_object(
  'holders', (
    select coalesce(jsonb_agg(holder.job_id), '[]') from (
      select job_id from job_executions holder
      where holder.concurrency_key = j.concurrency_key and holder.status = 'processing'
      order by holder.concurrency_slot limit 10
    ) as holder
  ),
  'ahead', (
    select count(*) from (
      select from job_executions ahead
      where ahead.parked_reason = 'concurrency' and ahead.status = 'pending'
        and ahead.concurrency_key = j.concurrency_key
        and (ahead.priority > j.priority or (ahead.priority = j.priority and ahead.job_id < j.job_id))
      limit ${AHEAD_MAX}
    ) as ahead
  )
) end`;

// In two: Postgres takes no more than 100 arguments for one function.
const MORE = sql`jsonb_build_object(
  'readAt', clock_timestamp(), 'priority', j.priority, 'endpoint', j.endpoint, 'leg', j.leg,
  'retryCount', j.retry_count, 'continuations', j.continuations, 'maxContinuations', j.max_continuations,
  'rescues', j.rescues, 'revivals', j.revivals, 'timeoutSeconds', j.timeout_seconds,
  'backoffSeconds', j.backoff_seconds, 'payloadVersion', j.payload_version,
  'payloadErasedAt', j.payload_erased_at, 'erasePayloadAfterSeconds', j.erase_payload_after_seconds,
  'resultError', j.result_error,
  'followUps', case when jsonb_typeof(j.follow_ups) = 'array' then jsonb_array_length(j.follow_ups) else 0 end,
  'parkedReason', j.parked_reason,
  'isPaused', exists (select from job_pauses pause where pause.job_type = j.job_type),
  'concurrencyKey', j.concurrency_key, 'concurrencyLimit', j.concurrency_limit, 'line', ${LINE}
) || jsonb_build_object(
  'batch', ${batchOf(sql`j.batch_id`, sql`, 'isCancelled', ${isBatchCancelled("j")}`)},
  'waitsFor', j.waits_for, 'waitedBatch', ${batchOf(sql`j.waits_for`)},
  'replayedFrom', j.replayed_from, 'scheduledFor', j.scheduled_for,
  'idempotencyKey', j.idempotency_key, 'debounceKey', j.debounce_key,
  'messageId', j.message_id, 'dlqId', j.dlq_id, 'publishedAt', j.published_at,
  'publishClaimedUntil', j.publish_claimed_until, 'leaseUntil', j.lease_until,
  'deadlineAt', j.deadline_at, 'cancelRequestedAt', j.cancel_requested_at, 'revivedAt', j.revived_at,
  'traceParent', j.trace_parent,
  'isUncertain', exists (select from job_effects effect where effect.job_id = j.job_id and effect.state = 'sending')
)`;
