import { v7 as uuidv7 } from "uuid";
import { database } from "@/lib/db/client";
import type { Transaction } from "@/lib/db/database";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import { type JobActor, NOBODY } from "./actor";
import type { JobDefinition, JobInput } from "./define";
import { legsOf, type Many, prepareMany } from "./enqueue-many";
import type { KeyedOptions, ManyOptions } from "./enqueue-options";
import type { FollowUp } from "./follow-up";
import { insertMany } from "./insert";
import { type Prepared, prepareFollowUp } from "./prepare";
import { enqueueSpan } from "./tracing/enqueue-span";
import { insertBatch, type NewBatch } from "./transitions/batch";
import type { Enqueued } from "./transitions/enqueue";
import type { NewExecution } from "./transitions/new-execution";

export type BatchOptions = Omit<ManyOptions, "onSuccess" | "onFailure" | "notifyOnFailure"> & {
  /** What becomes of the others when one fails or times out. Default `continue`. */
  onFailure?: NewBatch["onFailure"];
  /** Inserted once when the last one has ended, however; it reads them with `ctx.children()`. */
  onComplete?: FollowUp;
};

/** `jobIds` are in the order of the payloads. */
export type EnqueuedBatch = { batchId: string; jobIds: string[] };

/**
 * Starts many jobs of one kind that are watched together, as a batch: counted, cancelled and followed up as one.
 * All of them are there or none.
 *
 * @throws as `enqueueMany` does.
 */
export async function enqueueBatch<Job extends JobDefinition>(
  job: Job,
  payloads: Many<Job>,
  options: BatchOptions = {},
): Promise<EnqueuedBatch> {
  const { prepared, inserted } = await enqueueSpan(job, payloads.length, async () => {
    const batch = await prepareBatch(job, payloads, options);
    const rows = await database().transaction((tx: Transaction) => insertPrepared(tx, batch));
    return { prepared: batch, inserted: rows };
  });
  await publishSoon(legsOf(inserted), options.publish);
  return { batchId: prepared.batch.batchId, jobIds: prepared.children.map(({ jobId }) => jobId) };
}

export type PreparedBatch = { batch: NewBatch; children: Prepared[] };

/** Checks all payloads and options; writes nothing. @throws {PayloadError} {@link EnqueueOptionsError} */
export async function prepareBatch<Job extends JobDefinition>(
  job: Job,
  payloads: Many<Job>,
  {
    onFailure = "continue",
    onComplete,
    ...options
  }: BatchOptions & Pick<KeyedOptions<JobInput<Job>>, "idempotencyKey">,
  { waiter = null }: { waiter?: string | null } = {},
): Promise<PreparedBatch> {
  const batchId = uuidv7();
  const { actor = NOBODY } = options;
  const children = await prepareMany(job, payloads, options, { batchId, parentJobId: waiter });
  return {
    batch: {
      batchId,
      total: children.length,
      onFailure,
      onComplete: onComplete === undefined ? null : await prepareOnComplete(onComplete, batchId, actor),
      waiter,
      actor,
    },
    children,
  };
}

/** The batch is there already: an earlier commit of it took effect, and its answer was lost. */
export class BatchIsThere extends Error {}

/**
 * Inserts the batch, then its children; of an empty one what follows it. In the caller's transaction. `isAdmitted` as
 * in `insertMany`.
 *
 * @throws {BatchIsThere}
 */
export async function insertPrepared(
  tx: Transaction,
  { batch, children }: PreparedBatch,
  options: { isAdmitted?: boolean } = {},
): Promise<Enqueued[]> {
  if (!(await insertBatch(tx, batch))) throw new BatchIsThere();
  if (batch.total > 0 || batch.onComplete === null) return insertMany(tx, children, options);
  return insertMany(tx, [{ ...batch.onComplete, jobId: uuidv7() }], { isAdmitted: true });
}

async function prepareOnComplete(
  onComplete: FollowUp,
  batchId: string,
  actor: JobActor,
): Promise<NewExecution> {
  return { ...(await prepareFollowUp(onComplete, "success", { actor })), waitsFor: batchId };
}
