import { database } from "@/lib/db/client";
import type { Executor } from "@/lib/db/database";
import type { JobDefinition, JobInput } from "./define";
import type { EnqueueOptions } from "./enqueue-options";
import { IdempotencyConflict } from "./errors";
import { emit } from "./events";
import type { Status } from "./lifecycle";
import { prepare } from "./prepare";
import { publishSoon } from "./publish-soon";
import { type Enqueued, insertExecution, type NewExecution } from "./transitions/enqueue";

export type EnqueueResult = {
  jobId: string;
  /** True when an earlier job holds the idempotency key; `jobId` is that one's. */
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
 */
export async function enqueue<Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  options: EnqueueOptions = {},
): Promise<EnqueueResult> {
  const inserted = await insert(database(), await prepare(job, payload, options));
  if (inserted.leg !== null) await publishSoon([inserted.leg], options.publish);
  const { jobId, deduplicated, status } = inserted;
  return { jobId, deduplicated, status };
}

/** Inserts a prepared row, or finds the one that has its key. @throws {IdempotencyConflict} */
export async function insert(executor: Executor, row: NewExecution): Promise<Enqueued> {
  const { type } = row.job;
  emit({ name: "enqueueing", type, jobId: row.jobId });
  // A rival with the same key may commit between our statement's start and its conflict: then ask once more.
  const enqueued = (await insertExecution(executor, row)) ?? (await insertExecution(executor, row));
  if (enqueued === null) throw new Error(`Job "${type}": the row that holds the idempotency key went away.`);
  const { jobId, deduplicated } = enqueued;
  if (deduplicated && enqueued.payloadHash !== row.payloadHash) {
    throw new IdempotencyConflict(type, row.idempotencyKey ?? "", jobId);
  }
  emit({ name: "enqueued", type, jobId, deduplicated });
  return enqueued;
}
