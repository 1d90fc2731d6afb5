import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { JobActor } from "@/lib/jobs/actor";
import type { BATCH_ON_FAILURE } from "@/lib/jobs/lifecycle";
import type { NewExecution } from "./new-execution";

export type NewBatch = {
  batchId: string;
  total: number;
  onFailure: (typeof BATCH_ON_FAILURE)[number];
  /** Inserted when the batch is full. */
  onComplete: NewExecution | null;
  /** The job that waits for it. */
  waiter: string | null;
  actor: JobActor;
};

/**
 * Inserts a batch, in the transaction that inserts its children. An empty one is full at once. False: it is there
 * already, by a commit whose answer was lost.
 */
export async function insertBatch(executor: Executor, batch: NewBatch): Promise<boolean> {
  const { batchId, total, onFailure, onComplete, waiter, actor } = batch;
  const inserted = await query(
    executor,
    z.object({ batchId: z.uuid() }),
    sql`
    insert into job_batches (batch_id, total, on_failure, on_complete, waiter, user_id, organization_id, closed_at)
    values (${batchId}::uuid, ${total}::int, ${onFailure}::job_batch_on_failure,
      ${onComplete === null ? null : JSON.stringify(onComplete)}::jsonb, ${waiter}::uuid,
      ${actor.userId}::bigint, ${actor.organizationId}::bigint,
      case when ${total}::int = 0 then clock_timestamp() end)
    on conflict (batch_id) do nothing
    returning batch_id as "batchId"`,
  );
  return inserted.length > 0;
}
