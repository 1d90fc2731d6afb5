import { database } from "@/lib/db/client";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import type { JobDefinition, JobInput } from "./define";
import type { EnqueueOptions } from "./enqueue-options";
import { insert } from "./insert";
import type { Status } from "./lifecycle";
import { prepare } from "./prepare";
import { enqueueSpan } from "./tracing/enqueue-span";
import type { Enqueued } from "./transitions/enqueue";

export type EnqueueResult = {
  jobId: string;
  /** True when an earlier job holds the idempotency or debounce key; `jobId` is that one's. */
  deduplicated: boolean;
  /** Where the job stands: `pending`, unless an earlier one has gone on since. */
  status: Status;
};

/**
 * Starts a job: one INSERT, committed before this resolves; then its message leaves, inside a request after the
 * response. QStash being away fails nothing: the row is published later. Inside a transaction use `withJobs`.
 *
 * @throws {PayloadError} when the payload does not fit the job's schema. Nothing was written.
 * @throws {EnqueueOptionsError} for unknown options or values out of bounds. Nothing was written.
 * @throws {IdempotencyConflict} when the key was used with another payload. Nothing was written.
 * @throws {TooManyOpenJobs} when the organization may not have more open jobs. Nothing was written.
 */
export async function enqueue<Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  options: EnqueueOptions = {},
): Promise<EnqueueResult> {
  const inserted = await enqueueSpan(job, 1, async () =>
    insert(database(), await prepare(job, payload, options)),
  );
  if (inserted.leg !== null) await publishSoon([inserted.leg], options.publish);
  return toResult(inserted);
}

/** What the caller learns of a row that stands. */
export function toResult({ jobId, deduplicated, status }: Enqueued): EnqueueResult {
  return { jobId, deduplicated, status };
}
