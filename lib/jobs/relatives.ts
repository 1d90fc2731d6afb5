import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { STATUSES } from "./lifecycle";

const PAGE = 100;

const endedJob = z.object({
  jobId: z.uuid(),
  type: z.string(),
  status: z.enum(STATUSES),
  result: z.unknown(),
  error: z.object({ code: z.string().nullable(), message: z.string() }).nullable(),
});

/** Another job as a handler sees it: how it ended, and with what. */
export type EndedJob = z.output<typeof endedJob>;

export const batchProgress = z.object({
  total: z.number(),
  completed: z.number(),
  /** `timeout` included. */
  failed: z.number(),
  cancelled: z.number(),
});

/** How far a batch is, in jobs. */
export type BatchProgress = z.output<typeof batchProgress>;

/** The children of a batch in the order in which they were given, read page by page. */
export async function* childrenOf(executor: Executor, batchId: string): AsyncGenerator<EndedJob> {
  let after: string | null = null;
  for (;;) {
    const page = await read(
      executor,
      sql`batch_id = ${batchId}::uuid and (${after}::uuid is null or job_id > ${after}::uuid)
        order by job_id limit ${PAGE}`,
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.jobId;
  }
}

/** One job by its id; null when it is gone. */
export async function findJob(executor: Executor, jobId: string): Promise<EndedJob | null> {
  const [job] = await read(executor, sql`job_id = ${jobId}::uuid`);
  return job ?? null;
}

/** A batch's counters; null when it is gone. */
export async function progressOfBatch(executor: Executor, batchId: string): Promise<BatchProgress | null> {
  const [progress] = await query(
    executor,
    batchProgress,
    sql`select total, completed, failed, cancelled from job_batches where batch_id = ${batchId}::uuid`,
  );
  return progress ?? null;
}

function read(executor: Executor, condition: SQL): Promise<EndedJob[]> {
  return query(
    executor,
    endedJob,
    sql`select job_id as "jobId", job_type as type, status, result,
        case when error is not null then json_build_object('code', error_code, 'message', error) end as error
      from job_executions where ${condition}`,
  );
}
