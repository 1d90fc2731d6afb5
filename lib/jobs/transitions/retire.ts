import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { RetiredType } from "@/lib/jobs/retired-types";
import type { Move } from "./move";
import { moveUnheld, type Seen } from "./move-unheld";

/** Open and not held → failed: nobody runs its type any more. */
export function retire(executor: Executor, seen: Seen, { type, because }: RetiredType): Promise<Move> {
  return moveUnheld(executor, [seen], {
    guard: sql`found.status <> 'waiting' and found.job_type = ${type}`,
    set: sql`status = 'failed', completed_at = clock_timestamp(), next_attempt_at = null, parked_reason = null,
      error_code = 'type-retired', error = ${because}::text`,
    ends: true,
  });
}
