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
 * `onSuccess` goes on with the chain, up to 20 jobs after the first. Payload and options are checked when the first
 * job is enqueued; it belongs to that one's actor unless its own options say otherwise. With an `idempotencyKey` that
 * is taken by then it is not inserted.
 */
export function followUp<Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  options: FollowUpOptions = {},
): FollowUp {
  return { job, payload, options };
}
