import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { type Moved, moveUnheld, type Seen } from "./move-unheld";

/** Any open, not held → timeout: its deadline has passed. */
export function expire(executor: Executor, seen: readonly Seen[]): Promise<Moved[]> {
  return moveUnheld(executor, seen, {
    guard: sql`found.deadline_at <= clock_timestamp()`,
    set: sql`status = 'timeout', completed_at = clock_timestamp(), next_attempt_at = null,
      error_code = 'deadline', error = 'Its deadline passed before it was done.'`,
  });
}
