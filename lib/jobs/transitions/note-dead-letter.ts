import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { Seen } from "./move-unheld";

/** Keeps where QStash put the message of this leg after giving it up. Changes no status. */
export async function noteDeadLetter(executor: Executor, { jobId, leg }: Seen, dlqId: string): Promise<void> {
  await executor.execute(sql`
    update job_executions set dlq_id = ${dlqId}, updated_at = clock_timestamp()
    where job_id = ${jobId}::uuid and leg = ${leg}`);
}
