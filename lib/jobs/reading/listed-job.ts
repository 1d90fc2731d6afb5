import { sql } from "drizzle-orm";
import { z } from "zod";
import { STATUSES } from "@/lib/jobs/lifecycle";

const isoTime = z.string().transform((text) => new Date(text).toISOString());

/** A job as lists show it: never its payload, never its result. Times are ISO 8601 in UTC. */
export const listedJob = z.object({
  jobId: z.guid(),
  type: z.string(),
  status: z.enum(STATUSES),
  run: z.number(),
  attempt: z.number(),
  retries: z.number(),
  progress: z
    .object({ done: z.number(), total: z.number().nullable(), message: z.string().nullable() })
    .nullable(),
  error: z.object({ code: z.string().nullable(), message: z.string() }).nullable(),
  userId: z.number().nullable(),
  organizationId: z.number().nullable(),
  batchId: z.guid().nullable(),
  parentJobId: z.guid().nullable(),
  scheduleId: z.string().nullable(),
  isCancelRequested: z.boolean(),
  /** Jobs of its type are paused, or it waits for a deploy that knows it. */
  isParked: z.boolean(),
  /** Waits for its turn: another job with its concurrency key runs. */
  isInLine: z.boolean(),
  /** Its lease has lapsed: whoever ran it is gone, and reconcile will take it. */
  isStalled: z.boolean(),
  createdAt: isoTime,
  notBefore: isoTime.nullable(),
  nextAttemptAt: isoTime.nullable(),
  startedAt: isoTime.nullable(),
  runStartedAt: isoTime.nullable(),
  completedAt: isoTime.nullable(),
  updatedAt: isoTime,
});

export type ListedJob = z.output<typeof listedJob>;

/** The same as an expression on a row `j` of `job_executions`. */
export const LISTED_JOB = sql`json_build_object(
  'jobId', j.job_id, 'type', j.job_type, 'status', j.status, 'run', j.run, 'attempt', j.attempt,
  'retries', j.max_retries,
  'progress', case when j.progress_done is not null then json_build_object(
    'done', j.progress_done, 'total', j.progress_total, 'message', j.progress_message) end,
  'error', case when j.error is not null then json_build_object('code', j.error_code, 'message', j.error) end,
  'userId', j.user_id, 'organizationId', j.organization_id, 'batchId', j.batch_id,
  'parentJobId', j.parent_job_id, 'scheduleId', j.schedule_id,
  'isCancelRequested', j.cancel_requested_at is not null,
  'isParked', coalesce(j.parked_reason <> 'concurrency', false),
  'isInLine', coalesce(j.parked_reason = 'concurrency', false),
  'isStalled', j.status = 'processing' and coalesce(j.lease_until < clock_timestamp(), false),
  'createdAt', j.created_at, 'notBefore', j.not_before, 'nextAttemptAt', j.next_attempt_at,
  'startedAt', j.started_at, 'runStartedAt', j.run_started_at, 'completedAt', j.completed_at,
  'updatedAt', j.updated_at
)`;
