import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { LEASE_SECONDS } from "@/lib/jobs/limits";
import { isBatchCancelled } from "./batch-cancelled";
import { type LogLine, logged } from "./logs";

export type Progress = { done: number; total: number | null; message: string | null };

/** What a heartbeat learned: the lease holds, it went to another run, or the job is to be cancelled. */
export type Heartbeat = "held" | "lost" | "cancel-requested";

/** processing → same, by its holder. Extends the lease and keeps what progress and log lines there are. */
export async function heartbeat(
  executor: Executor,
  run: { jobId: string; run: number },
  progress: Progress | null,
  logs: readonly LogLine[] = [],
): Promise<Heartbeat> {
  const [row] = await query(
    executor,
    z.object({ isCancelled: z.boolean() }),
    sql`
      with held as (
        update job_executions
        set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}),
          progress_done = coalesce(${progress?.done ?? null}::bigint, progress_done),
          progress_total = coalesce(${progress?.total ?? null}::bigint, progress_total),
          progress_message = coalesce(${progress?.message ?? null}::text, progress_message),
          updated_at = clock_timestamp()
        where job_id = ${run.jobId}::uuid and run = ${run.run} and status = 'processing'
        returning *
      )
      ${logs.length === 0 ? sql`` : sql`, logged as (${logged(logs, sql`held`)})`}
      select cancel_requested_at is not null or ${isBatchCancelled("held")} as "isCancelled"
      from held`,
  );
  if (row === undefined) return "lost";
  return row.isCancelled ? "cancel-requested" : "held";
}
