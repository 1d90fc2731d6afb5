import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { By } from "@/lib/jobs/transitions/audit";

/** Keeps that somebody did what belongs to no job, such as a pass of reconcile. */
export async function noteDeed(
  executor: Executor,
  action: "reconcile" | "set-up-schedules" | "delete-dead-letters" | "silence" | "end-silence",
  by: By,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await executor.execute(sql`
    insert into job_audit (user_id, action, reason, detail)
    values (${by.userId}::bigint, ${action}::text, ${by.reason ?? null}::text, ${JSON.stringify(detail)}::jsonb)`);
}
