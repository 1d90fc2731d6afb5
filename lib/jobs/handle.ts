import type { JobActor } from "./actor";
import type { JobDefinition, JobPayload, JobResult } from "./define";

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
  /** Aborts when the time limit is reached or the lease is lost. Pass it to every call that takes one. */
  signal: AbortSignal;
  /** When the time limit ends this run, by this process's clock: begin nothing that lasts longer. */
  stopAt: Date;
  /**
   * Reports how far the work is; written with the next heartbeat, at most once a second, and with the
   * settlement. Shown to people who poll.
   */
  progress(done: number, total?: number, message?: string): void;
  /** Writes a log line that carries the job's id, type and run. */
  log(message: string, fields?: Record<string, unknown>): void;
};

/** The work of one job, bound to its definition; imported by exactly one worker route. */
export type JobHandler<Job extends JobDefinition = JobDefinition> = {
  readonly job: Job;
  // A method, so that a handler of one job is usable where a handler of any job is expected.
  run(payload: JobPayload<Job>, ctx: JobContext): Promise<JobResult<Job>>;
};

/**
 * Binds the work to its job. It may run more than once for one job (a crash, a lost answer), so give
 * every outside effect a key made from `ctx.jobId`.
 *
 * Return the result; throw to be retried; throw `NonRetryableError` to fail at once, `RetryAfterError`
 * to choose the time of the next attempt.
 */
export function handle<Job extends JobDefinition>(
  job: Job,
  run: (payload: JobPayload<Job>, ctx: JobContext) => Promise<JobResult<Job>>,
): JobHandler<Job> {
  return { job, run };
}
