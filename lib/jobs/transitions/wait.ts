import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { WaitRefused } from "@/lib/jobs/errors";
import type { Storable } from "@/lib/jobs/payloads/storable";
import { newMessage } from "./new-leg";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/**
 * processing → waiting, by its holder, until the batch is full; a batch that is full already, an empty one too,
 * sends the job on at once: → pending on a new leg. To be rolled back when it does not move the row.
 *
 * Locks the batch before the row, as each child does that ends: of the last child and its parent, whoever comes
 * second sees what the other did. In a transaction of its own, of which this is the first lock, unless the batch
 * `isNew` in it.
 *
 * @throws {WaitRefused} for a batch that could never wake this job.
 */
export async function waitForBatch(
  executor: Executor,
  settlement: Settlement,
  { batchId, checkpoint, isNew = false }: { batchId: string; checkpoint: Storable; isNew?: boolean },
): Promise<Settled | null> {
  // Nobody can wait for a part of a batch that this transaction has inserted.
  if (!isNew) await takeTurn(executor, settlement.run.jobId);
  await becomeWaiter(executor, settlement.run.jobId, batchId);
  const isFull = sql`(select closed_at is not null from job_batches where batch_id = ${batchId}::uuid)`;
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

/** "wait" in ASCII: an advisory lock of the database. */
const TURN = 0x77_61_69_74;

/**
 * Jobs that are parts of batches themselves begin to wait one after the other, until the end of their transactions:
 * of those that would wait for each other in a ring, begun at the same moment, the last one sees the others and is
 * refused. Locks on the batches alone would not do, since in a ring of four two do not touch what the other two do.
 * Taken before any row is locked, so nobody who has it waits for somebody who wants it.
 */
async function takeTurn(executor: Executor, jobId: string): Promise<void> {
  await executor.execute(
    sql`select pg_advisory_xact_lock(${TURN}) from job_executions
      where job_id = ${jobId}::uuid and batch_id is not null`,
  );
}

const found = z.object({ isFull: z.boolean(), isAbove: z.boolean(), isTaken: z.boolean() });

/**
 * Locks the batch and, while it is not full, makes it name the job as its waiter. A batch above is one that ends
 * after the job itself: its own, or one that is waited for by a job whose end this one's is a part of.
 */
async function becomeWaiter(executor: Executor, jobId: string, batchId: string): Promise<void> {
  if (!z.uuid().safeParse(batchId).success) throw new WaitRefused("unknown", batchId);
  const [batch] = await query(
    executor,
    found,
    sql`
      with recursive above as (
        select batch_id from job_executions where job_id = ${jobId}::uuid and batch_id is not null
        union
        select parent.batch_id from above join job_batches b using (batch_id)
        join job_executions parent on parent.job_id = b.waiter and parent.batch_id is not null
      ),
      batch as (
        select b.batch_id, b.closed_at is not null as is_full, b.batch_id in (select batch_id from above) as is_above,
          exists (
            select from job_executions other
            where other.job_id = b.waiter and other.job_id <> ${jobId}::uuid and other.completed_at is null
          ) as is_taken
        from job_batches b where b.batch_id = ${batchId}::uuid
        for update
      ),
      named as (
        update job_batches b set waiter = ${jobId}::uuid
        from batch
        where b.batch_id = batch.batch_id and not (is_full or is_above or is_taken)
      )
      select is_full as "isFull", is_above as "isAbove", is_taken as "isTaken" from batch`,
  );
  if (batch === undefined) throw new WaitRefused("unknown", batchId);
  if (batch.isFull) return;
  if (batch.isAbove) throw new WaitRefused("circular", batchId);
  if (batch.isTaken) throw new WaitRefused("taken", batchId);
}
