import { type SQL, sql } from "drizzle-orm";

/**
 * True when the batch of a row of `job_executions` was cancelled: by a person, or since another child failed. A job
 * that a person revived after that is to run all the same.
 */
export function isBatchCancelled(alias: "found" | "held" | "j" | "moved"): SQL {
  const row = sql.raw(alias);
  return sql`exists (
    select from job_batches b
    where b.batch_id = ${row}.batch_id and b.cancel_requested_at > coalesce(${row}.revived_at, '-infinity')
  )`;
}
