import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { Actor } from "./actor";
import { OUTCOMES, STATUSES } from "./lifecycle";
import { batchProgress } from "./relatives";
import { uuids } from "./transitions/ids";

const isoTime = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime());
const problem = z.object({ code: z.string().nullable(), message: z.string() });

const attempt = z.object({
  run: z.number().describe("Counts every time that it was taken up."),
  attempt: z.number().describe("Counts those that its tries are spent on."),
  outcome: z.enum(OUTCOMES),
  startedAt: isoTime,
  finishedAt: isoTime,
  error: problem.nullable(),
});

/** A job as the API shows it. */
export const jobView = z.object({
  jobId: z.uuid(),
  type: z.string(),
  status: z.enum(STATUSES),
  attempt: z.number().describe("Tries so far."),
  retries: z.number().describe("How often it is tried again at most."),
  progress: z
    .object({ done: z.number(), total: z.number().nullable(), message: z.string().nullable() })
    .nullable(),
  batch: batchProgress.nullable().describe("Counters of the batch that it waits for."),
  isCancelRequested: z.boolean().describe("Asked to stop: it ends as soon as its run notices."),
  isParked: z.boolean().describe("Jobs of its type are paused."),
  isInLine: z.boolean().describe("Waits for its turn: another job with its concurrency key runs."),
  result: z
    .unknown()
    .describe("What it ended with, once it is `completed`: the result of its type; else null."),
  resultError: z.string().nullable().describe("Why there is no result although it is `completed`."),
  error: problem.nullable().describe("Why it failed, or what went wrong with the latest try."),
  attempts: z.array(attempt).describe("Its runs that have ended, the first one first."),
  createdAt: isoTime,
  notBefore: isoTime.nullable().describe("It does not start before."),
  startedAt: isoTime.nullable(),
  nextAttemptAt: isoTime.nullable().describe("When it is tried again, while it is `retrying`."),
  completedAt: isoTime.nullable().describe("When it ended, however it ended."),
});

/** What people may see of an execution: never its payload, never a stack. */
export type JobView = z.output<typeof jobView>;

/**
 * The execution, if it is the product's own and belongs to nobody, such as one that processes a provider's event; null
 * for all others.
 */
export async function findJobOfNobody(executor: Executor, jobId: string): Promise<JobView | null> {
  if (!z.uuid().safeParse(jobId).success) return null;
  const [found] = await query(
    executor,
    z.object({ job: jobView }),
    sql`
    select ${VIEW} as job from job_executions j
    where job_id = ${jobId}::uuid and j.organization_id is null and j.user_id is null`,
  );
  return found?.job ?? null;
}

/**
 * Those of these executions that belong to the actor's organization (one without: to the actor), in no order. Unknown
 * and foreign ones alike are left out.
 */
export async function findJobsForActor(
  executor: Executor,
  actor: Actor,
  jobIds: readonly string[],
): Promise<JobView[]> {
  if (jobIds.length === 0) return [];
  const rows = await query(
    executor,
    z.object({ job: jobView }),
    sql`select ${VIEW} as job from job_executions j where job_id in (${uuids(jobIds)}) and ${belongsTo(actor)}`,
  );
  return rows.map(({ job }) => job);
}

/** Whether a row `j` of `job_executions` is somebody's to see. */
export function belongsTo({ userId, organizationId }: Actor): SQL {
  return sql`(
    (j.organization_id is null and j.user_id = ${userId}::bigint)
    or j.organization_id = ${organizationId}::bigint
  )`;
}

/** A `JobView` as an expression on a row `j` of `job_executions`. */
export const VIEW = sql`json_build_object(
  'jobId', j.job_id, 'type', j.job_type, 'status', j.status, 'attempt', j.attempt, 'retries', j.max_retries,
  'progress', case when j.progress_done is not null then json_build_object(
    'done', j.progress_done, 'total', j.progress_total, 'message', j.progress_message) end,
  'batch', (
    select json_build_object('total', total, 'completed', completed, 'failed', failed, 'cancelled', cancelled)
    from job_batches b where b.batch_id = j.waits_for and j.status = 'waiting'
  ),
  'isCancelRequested', j.cancel_requested_at is not null, 'isParked', coalesce(j.parked_reason <> 'concurrency', false), 'isInLine', coalesce(j.parked_reason = 'concurrency', false),
  'result', j.result, 'resultError', j.result_error,
  'error', case when j.error is not null then json_build_object('code', j.error_code, 'message', j.error) end,
  'attempts', (
    select coalesce(json_agg(json_build_object(
      'run', a.run, 'attempt', a.attempt, 'outcome', a.outcome,
      'startedAt', a.started_at, 'finishedAt', a.finished_at,
      'error', case when a.error_message is not null
        then json_build_object('code', a.error_code, 'message', a.error_message) end
    ) order by a.run), '[]') from job_attempts a where a.job_id = j.job_id
  ),
  'createdAt', j.created_at, 'notBefore', j.not_before, 'startedAt', j.started_at,
  'nextAttemptAt', j.next_attempt_at, 'completedAt', j.completed_at
)`;
