import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { CANCELLATION, lockedBatchesOf, MAY_STOP_WAITING } from "./cancel";
import { uuids } from "./ids";
import { type Move, moveRows, NOTHING_MOVED } from "./move";
import type { Seen } from "./move-unheld";

/**
 * Open, not held, with a cancel request → cancelled: whoever was to see the request has died. Of a job that waits
 * the batch is flagged too. Rows that somebody has locked, or whose batch is, are left to the next pass.
 */
export async function cancelFlagged(executor: Executor, seen: readonly Seen[]): Promise<Move> {
  if (seen.length === 0) return NOTHING_MOVED;
  const ids = uuids(seen.map(({ jobId }) => jobId));
  return moveRows(executor, {
    before: lockedBatchesOf(
      sql`select waits_for from job_executions where job_id in (${ids}) and status = 'waiting'`,
    ),
    found: sql`
      where found.job_id in (${ids}) and found.completed_at is null and found.cancel_requested_at is not null
        and (found.status <> 'processing' or found.lease_until < clock_timestamp())
        and ${MAY_STOP_WAITING}
      order by found.job_id
      for update of found skip locked`,
    ...CANCELLATION,
  });
}
