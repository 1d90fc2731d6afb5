import type { Transaction } from "@/lib/db/database";
import type { JobActor } from "./actor";
import type { JobDefinition, JobInput, JobPayload, JobResult } from "./define";
import type { BatchSpec, Directive } from "./directive";
import type { BatchOptions } from "./enqueue-batch";
import type { FollowUpOptions } from "./enqueue-options";
import type { BatchProgress, EndedJob } from "./relatives";
import type { ScheduledTick } from "./schedules/tick-of";
import type { Effect } from "./worker/once";

/** All that a handler sees of the engine. */
export type JobContext = {
  /** The execution's id, the same for every run: the base of idempotency keys at other services. */
  jobId: string;
  type: string;
  /** Whom the job belongs to. */
  actor: JobActor;
  /** Which try this is within the retry budget, from 1. */
  attempt: number;
  /** Which claim of the row this is, from 1; never falls. */
  run: number;
  /** Which QStash message brought it, from 1. */
  leg: number;
  /** What the run before passed to `continueWith` or `waitFor`; null at first. Also the same again in a retry. */
  checkpoint: unknown;
  /** How often the job has gone on by `continueWith`. */
  continuations: number;
  /**
   * Aborts when the time limit is reached, the job is cancelled, the lease is lost or the process is shut down.
   * Pass it to every call that takes one.
   */
  signal: AbortSignal;
  /** When the time limit ends this run, by this process's clock: begin nothing that lasts longer. */
  stopAt: Date;
  /**
   * Reports how far the work is; written with the next heartbeat, at most once a second, and with the
   * settlement. Shown to people who poll.
   */
  progress(done: number, total?: number, message?: string): void;
  /**
   * Writes a log line that carries the job's id, type and run. The first 100 of a run are kept with the job, each
   * with up to 2,000 characters of message and 4,000 of fields; secrets and mailboxes are masked.
   */
  log(message: string, fields?: Record<string, unknown>): void;
  /**
   * Return it to go on in a new run, which finds `checkpoint` (JSON, at most 64 KiB). The retry budget begins
   * anew. `delay` in seconds; by default none at first and up to a minute for a job that goes on many times. After
   * `maxContinuations` of the definition the job fails with `continuations-exhausted`, with a checkpoint that cannot
   * be kept exactly with `checkpoint-invalid`.
   */
  continueWith(checkpoint: unknown, options?: { delay?: number }): Directive;
  /** Names children to wait for; `waitFor` starts them. They belong to the job's actor. */
  batch<Job extends JobDefinition>(
    job: Job,
    payloads: readonly JobInput<Job>[],
    options?: Pick<BatchOptions, "onFailure" | "retries" | "priority" | "deadline">,
  ): BatchSpec;
  /**
   * Return it to sleep until all children have ended, however; then a new run finds `checkpoint`, and the children
   * by `children()`. An empty batch wakes at once. Also takes the id of a batch that is under way: one that could
   * never wake this job fails it with `batch-unknown`, `batch-taken` or `batch-circular`.
   */
  waitFor(batch: BatchSpec | { batchId: string }, options?: { checkpoint?: unknown }): Directive;
  /** The children of the batch that the job waited for last, in their order, page by page. */
  children(): AsyncIterable<EndedJob>;
  /** Counters of the batch that the job waited for last; null without one. */
  batchProgress(): Promise<BatchProgress | null>;
  /** The job that this one follows or is a child of; null without one, or when retention has removed it. */
  cause(): Promise<EndedJob | null>;
  /**
   * The tick of the schedule that started this job, or the moment at which somebody ran it by hand; null for a job
   * without a schedule. The time for which the work is due, however late it runs: a made-up tick is hours ago.
   */
  tick(): Promise<ScheduledTick | null>;
  /**
   * Enqueues a job with the settlement of this run, when that is completed, continued or waiting. A run that fails
   * enqueues nothing. Belongs to the job's actor unless `options.actor` says otherwise.
   *
   * @returns the id it will have. With an `idempotencyKey` that is taken by then it is not inserted.
   */
  enqueue<Job extends JobDefinition>(job: Job, payload: JobInput<Job>, options?: FollowUpOptions): string;
  /**
   * Completes the job in one transaction with the handler's own writes to the same database: both are there or
   * neither is, also when the process dies in between. Return what it answers. This is the one effect that is
   * exactly once. Nothing that the handler does afterwards changes how the job ended. A result that cannot be stored
   * is left out with a note, as a returned one.
   *
   * @throws {LeaseLost} when the job belongs to another run by now: the writes were rolled back.
   * @throws what `work` throws: everything was rolled back. Error when it is called again.
   */
  complete(result: unknown, work: (tx: Transaction) => Promise<void>): Promise<Directive>;
  /**
   * Does something outside at most once as far as that is possible: notes `request` before `send` runs and its
   * answer after it. A later run gets the stored answer, or, where none was stored, sends the stored request again
   * with the same `idempotencyKey`, for up to 20 hours.
   *
   * What it cannot do: no database knows whether a call without an answer took effect. Only a provider that honours
   * the idempotency key makes this exactly once; with any other a crash between call and answer means twice.
   * Answers are kept as JSON of at most 64 KiB, and come back as such, also from `send` itself; what is no JSON, or
   * too large, comes back as null.
   *
   * @throws {OutcomeUnknown} for a call older than 20 hours without an answer: the job fails.
   * @throws what `send` throws; the cause of an `EffectRefused`.
   */
  once<Request, Answer>(key: string, effect: Effect<Request, Answer>): Promise<Answer>;
};

/** The work of one job, bound to its definition; imported by exactly one worker route. */
export type JobHandler<Job extends JobDefinition = JobDefinition> = {
  readonly job: Job;
  // A method, so that a handler of one job is usable where a handler of any job is expected.
  run(payload: JobPayload<Job>, ctx: JobContext): Promise<JobResult<Job> | Directive>;
};

/**
 * Binds the work to its job. It may run more than once for one job (a crash, a lost answer), so give
 * every outside effect a key made from `ctx.jobId`, or do it by `ctx.once`.
 *
 * Return the result, or what `ctx.continueWith`, `ctx.waitFor` or `ctx.complete` answer; throw to be retried;
 * throw `NonRetryableError` to fail at once, `RetryAfterError` to choose the time of the next attempt.
 */
export function handle<Job extends JobDefinition>(
  job: Job,
  run: (payload: JobPayload<Job>, ctx: JobContext) => Promise<JobResult<Job> | Directive>,
): JobHandler<Job> {
  return { job, run };
}
