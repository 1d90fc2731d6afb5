import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { addToMetrics, countedNow } from "@/lib/jobs/metrics/columns";
import type { Seen } from "./move-unheld";

/** A leg whose message QStash gave up, and where it put it. */
export type DeadLeg = Seen & { dlqId: string };

/** Keeps where QStash put the messages of these legs after giving them up, and counts each once. Changes no status. */
export async function noteDeadLetters(executor: Executor, letters: readonly DeadLeg[]): Promise<void> {
  if (letters.length === 0) return;
  const rows = letters.map(({ jobId, leg, dlqId }) => sql`(${jobId}::uuid, ${leg}::int, ${dlqId}::text)`);
  await executor.execute(sql`
    with noted as (
      update job_executions j set dlq_id = letter.dlq_id, updated_at = clock_timestamp()
      from (values ${sql.join(rows, sql`, `)}) as letter (job_id, leg, dlq_id)
      where j.job_id = letter.job_id and j.leg = letter.leg and j.dlq_id is distinct from letter.dlq_id
      returning j.job_type, j.completed_at
    ),
    counted as (${countedNow(
      sql`(
      select job_type, count(*) as dead_letters, count(*) filter (where completed_at is null) as undelivered from noted group by job_type) as given`,
      ["deadLetters", "undelivered"],
    )})
    ${addToMetrics(sql`counted`)}`);
}
