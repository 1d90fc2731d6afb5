import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query, type Transaction } from "@/lib/db/database";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import type { JobDefinition, JobInput } from "./define";
import { describeError } from "./describe-error";
import { type EnqueueResult, toResult } from "./enqueue";
import { type BatchOptions, type EnqueuedBatch, insertPrepared, prepareBatch } from "./enqueue-batch";
import { legsOf, type Many, prepareMany } from "./enqueue-many";
import type { EnqueueOptions, KeyedOptions } from "./enqueue-options";
import { emit } from "./events";
import { insert, insertMany } from "./insert";
import { prepare } from "./prepare";
import { enqueueSpan } from "./tracing/enqueue-span";
import type { Enqueued } from "./transitions/enqueue";
import { uuids } from "./transitions/ids";
import type { Leg } from "./transitions/leg";

/** `enqueue` bound to the transaction: the row commits with it, the message leaves after it. */
export type EnqueueInTransaction = {
  <Job extends JobDefinition>(
    job: Job,
    payload: JobInput<Job>,
    options?: Omit<EnqueueOptions, "publish">,
  ): Promise<EnqueueResult>;
  /** `enqueueMany`, in the transaction. */
  many<Job extends JobDefinition>(
    job: Job,
    payloads: Many<Job>,
    options?: Omit<KeyedOptions<JobInput<Job>>, "publish">,
  ): Promise<EnqueueResult[]>;
  /** `enqueueBatch`, in the transaction. */
  batch<Job extends JobDefinition>(
    job: Job,
    payloads: Many<Job>,
    options?: Omit<BatchOptions, "publish">,
  ): Promise<EnqueuedBatch>;
};

/**
 * Runs `work` in a transaction in which jobs can be enqueued: they commit together with what else it writes,
 * or not at all. Messages leave after the commit, for rows that are really there (an inner savepoint may have
 * taken some back). The only way to enqueue inside a transaction.
 *
 * @throws what `work` throws, after rolling back; what `enqueue` throws.
 */
export async function withJobs<T>(
  work: (tx: Transaction, enqueue: EnqueueInTransaction) => Promise<T>,
): Promise<T> {
  const legs: Leg[] = [];
  const value = await database().transaction((tx) => work(tx, enqueueIn(tx, legs)));
  await publishSoon(await committed(legs));
  return value;
}

/** Enqueues in `tx` and leaves what is to be published in `legs`. */
function enqueueIn(tx: Transaction, legs: Leg[]): EnqueueInTransaction {
  const kept = (inserted: Enqueued[]): EnqueueResult[] => {
    legs.push(...legsOf(inserted));
    return inserted.map(toResult);
  };
  return Object.assign(
    async <Job extends JobDefinition>(job: Job, payload: JobInput<Job>, options: EnqueueOptions = {}) => {
      const inserted = await enqueueSpan(job, 1, async () =>
        insert(tx, await prepare(job, payload, options)),
      );
      kept([inserted]);
      return toResult(inserted);
    },
    {
      many: async <Job extends JobDefinition>(
        job: Job,
        payloads: Many<Job>,
        options: KeyedOptions<JobInput<Job>> = {},
      ) => {
        const inserted = await enqueueSpan(job, payloads.length, async () => {
          const rows = await prepareMany(job, payloads, options);
          return allOrNone(tx, (inner) => insertMany(inner, rows));
        });
        return kept(inserted);
      },
      batch: async <Job extends JobDefinition>(job: Job, payloads: Many<Job>, options: BatchOptions = {}) => {
        return enqueueSpan(job, payloads.length, async () => {
          const { batch, children } = await prepareBatch(job, payloads, options);
          kept(await allOrNone(tx, (inner) => insertPrepared(inner, { batch, children })));
          return { batchId: batch.batchId, jobIds: children.map(({ jobId }) => jobId) };
        });
      },
    },
  );
}

/** What is refused leaves nothing behind in a transaction that goes on: `work` may catch it. */
function allOrNone<T>(tx: Transaction, insertAll: (inner: Transaction) => Promise<T>): Promise<T> {
  return tx.transaction(insertAll);
}

/** Never throws: what `work` wrote is committed, and a message that does not leave now leaves with reconcile. */
async function committed(legs: readonly Leg[]): Promise<Leg[]> {
  if (legs.length === 0) return [];
  try {
    return await present(legs);
  } catch (error) {
    emit({ name: "step-failed", during: "publish after a commit", error: describeError(error).message });
    return [];
  }
}

async function present(legs: readonly Leg[]): Promise<Leg[]> {
  const rows = await query(
    database(),
    z.object({ jobId: z.uuid(), leg: z.number() }),
    sql`select job_id as "jobId", leg from job_executions where job_id in (${uuids(legs.map(({ jobId }) => jobId))})`,
  );
  const found = new Map(rows.map(({ jobId, leg }) => [jobId, leg]));
  return legs.filter(({ jobId, leg }) => found.get(jobId) === leg);
}
