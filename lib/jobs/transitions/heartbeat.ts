import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { LEASE_SECONDS } from "@/lib/jobs/limits";

export type Progress = { done: number; total: number | null; message: string | null };

/**
 * processing → same, by its holder. Extends the lease and keeps what progress there is. False: the run has
 * lost its lease to another one and must stop.
 */
export async function heartbeat(
  executor: Executor,
  run: { jobId: string; run: number },
  progress: Progress | null,
): Promise<boolean> {
  const rows = await query(
    executor,
    z.object({ jobId: z.uuid() }),
    sql`
      update job_executions
      set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}),
        progress_done = coalesce(${progress?.done ?? null}::bigint, progress_done),
        progress_total = coalesce(${progress?.total ?? null}::bigint, progress_total),
        progress_message = coalesce(${progress?.message ?? null}::text, progress_message),
        updated_at = clock_timestamp()
      where job_id = ${run.jobId}::uuid and run = ${run.run} and status = 'processing'
      returning job_id as "jobId"`,
  );
  return rows.length > 0;
}
