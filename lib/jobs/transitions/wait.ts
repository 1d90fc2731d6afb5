import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { Storable } from "@/lib/jobs/storable";
import { newMessage } from "./new-leg";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/**
 * processing → waiting, by its holder, until the batch is full; a batch that is full already, an empty one too,
 * sends the job on at once: → pending on a new leg. The batch must name this job as its waiter.
 *
 * Locks the batch before the row, as each child does that ends: of the last child and its parent, whoever comes
 * second sees what the other did.
 */
export async function waitForBatch(
  executor: Executor,
  settlement: Settlement,
  { batchId, checkpoint }: { batchId: string; checkpoint: Storable },
): Promise<Settled | null> {
  const { jobId } = settlement.run;
  const isFull = sql`(select closed_at is not null from job_batches where batch_id = ${batchId}::uuid)`;
  await executor.execute(sql`
    update job_batches set waiter = ${jobId}::uuid
    where batch_id = ${batchId}::uuid and (waiter is null or waiter = ${jobId}::uuid)`);
  return settleRun(
    executor,
    "waiting",
    settlement,
    sql`status = case when ${isFull} then 'pending' else 'waiting' end::job_status,
      leg = leg + case when ${isFull} then 1 else 0 end, attempt = 0, waits_for = ${batchId}::uuid,
      checkpoint = ${checkpoint.json}::jsonb, not_before = null, next_attempt_at = null,
      ${newMessage()}, error = null, error_code = null`,
  );
}
