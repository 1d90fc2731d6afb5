import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { LOST_IN_A_ROW_MAX, RESCUES_MAX } from "@/lib/jobs/limits";
import type { Move } from "./move";
import { moveUnheld, type Seen } from "./move-unheld";

const lostInARow = sql`found.lost_in_a_row + case when found.status = 'processing' then 1 else 0 end`;

/** No run may follow: the retry budget is used up, or run after run was lost. */
export const isSpent = sql`(found.attempt > found.max_retries or ${lostInARow} >= ${LOST_IN_A_ROW_MAX})`;

/** Open and not held → failed: no attempt or rescue is left, or the job kills the process that runs it. */
export function exhaust(executor: Executor, seen: readonly Seen[]): Promise<Move> {
  return moveUnheld(executor, seen, {
    guard: sql`found.status <> 'waiting' and (${isSpent} or found.rescues >= ${RESCUES_MAX})`,
    set: sql`
      status = 'failed', completed_at = clock_timestamp(), next_attempt_at = null, parked_reason = null,
      error_code = case
        when ${lostInARow} >= ${LOST_IN_A_ROW_MAX} then 'poison'
        when found.status = 'processing' then 'lost'
        when found.attempt > found.max_retries then coalesce(found.error_code, 'exhausted')
        else 'undeliverable' end,
      error = case
        when ${lostInARow} >= ${LOST_IN_A_ROW_MAX}
          then 'Run after run stopped without a word; it seems to kill the process that runs it.'
        when found.status = 'processing' then 'Its last run stopped without a word.'
        when found.attempt > found.max_retries then coalesce(found.error, 'No attempt is left.')
        else 'Its messages never reached the worker route.' end`,
    ends: true,
  });
}
