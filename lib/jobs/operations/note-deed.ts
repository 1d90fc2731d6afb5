import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { By } from "@/lib/jobs/transitions/audit";

/** Keeps that somebody did what is done to no job, such as a pass of reconcile; `job`: the one that it began. */
export async function noteDeed(
  executor: Executor,
  action: "test-job" | "reconcile" | "set-up-schedules" | "delete-dead-letters" | "silence" | "end-silence",
  by: By,
  detail: Readonly<Record<string, unknown>> = {},
  job: { jobId: string; type: string } | null = null,
): Promise<void> {
  await executor.execute(sql`
    insert into job_audit (user_id, action, reason, detail, job_id, job_type)
    values (${by.userId}::bigint, ${action}::text, ${by.reason ?? null}::text, ${JSON.stringify(detail)}::jsonb,
      ${job?.jobId ?? null}::uuid, ${job?.type ?? null}::text)`);
}
