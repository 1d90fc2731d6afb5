import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query, type Transaction } from "@/lib/db/database";
import type { JobDefinition, JobInput } from "./define";
import { describeError } from "./describe-error";
import { type EnqueueResult, insert } from "./enqueue";
import type { EnqueueOptions } from "./enqueue-options";
import { emit } from "./events";
import { prepare } from "./prepare";
import { publishSoon } from "./publish-soon";
import type { Leg } from "./transitions/leg";

/** `enqueue` bound to the transaction: the row commits with it, the message leaves after it. */
export type EnqueueInTransaction = <Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  options?: Omit<EnqueueOptions, "publish">,
) => Promise<EnqueueResult>;

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
  const value = await database().transaction((tx) =>
    work(tx, async (job, payload, options = {}) => {
      const { leg, jobId, deduplicated, status } = await insert(tx, await prepare(job, payload, options));
      if (leg !== null) legs.push(leg);
      return { jobId, deduplicated, status };
    }),
  );
  await publishSoon(await committed(legs));
  return value;
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
  const ids = sql.join(
    legs.map(({ jobId }) => sql`${jobId}::uuid`),
    sql`, `,
  );
  const rows = await query(
    database(),
    z.object({ jobId: z.uuid() }),
    sql`select job_id as "jobId" from job_executions where job_id in (${ids})`,
  );
  const found = new Set(rows.map(({ jobId }) => jobId));
  return legs.filter(({ jobId }) => found.has(jobId));
}
