import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { Move } from "./move";
import { moveUnheld, type Seen } from "./move-unheld";

/** Any open, not held → timeout: its deadline has passed. */
export function expire(executor: Executor, seen: readonly Seen[]): Promise<Move> {
  return moveUnheld(executor, seen, {
    guard: sql`found.deadline_at <= clock_timestamp()`,
    set: sql`status = 'timeout', completed_at = clock_timestamp(), next_attempt_at = null, parked_reason = null,
      error_code = 'deadline', error = 'Its deadline passed before it was done.'`,
    ends: true,
  });
}
