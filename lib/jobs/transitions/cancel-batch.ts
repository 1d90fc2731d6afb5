import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { audited, type By } from "./audit";

const answer = z.object({ isFlagged: z.boolean() });

/**
 * Asks all children of an open batch to stop; the caller cancels those that do not run (`cancelChildren`). Asking
 * again reaches children that were revived meanwhile. Null: there is no such batch; false: it has ended.
 */
export async function requestCancelOfBatch(
  executor: Executor,
  batchId: string,
  by: By,
): Promise<boolean | null> {
  const [batch] = await query(
    executor,
    answer,
    sql`
      with flagged as (
        update job_batches set cancel_requested_at = clock_timestamp(), updated_at = clock_timestamp()
        where batch_id = ${batchId}::uuid and closed_at is null
        returning batch_id
      ),
      audited as (
        ${audited("cancel", by, sql`(select null::uuid as job_id, batch_id, null::text as job_type from flagged) as one`)}
      )
      select exists (select from flagged) as "isFlagged" from job_batches where batch_id = ${batchId}::uuid`,
  );
  return batch?.isFlagged ?? null;
}
