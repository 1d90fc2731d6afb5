import type { JobDefinition, JobInput } from "./define";
import type { FollowUpOptions } from "./enqueue-options";

/** A job to enqueue when another one ends. Made by `followUp`, which ties the payload to its job. */
export type FollowUp = {
  readonly job: JobDefinition;
  readonly payload: unknown;
  readonly options: FollowUpOptions;
};

/**
 * Names a job to be inserted with the end of another one: `enqueue(a, …, { onSuccess: followUp(b, …) })`. Its own
 * `onSuccess` goes on with the chain. Payload and options are checked when the first job is enqueued.
 */
export function followUp<Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  options: FollowUpOptions = {},
): FollowUp {
  return { job, payload, options };
}
