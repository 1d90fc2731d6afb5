import type { QueueUsage } from "../engine/queues";

/** A queue as the API shows it. Source: protocol §2.6. */
export function queueView({ name, createdAt, updatedAt, parallelism, lag, isPaused }: QueueUsage): object {
  return { name, createdAt, updatedAt, parallelism, lag, paused: isPaused };
}
