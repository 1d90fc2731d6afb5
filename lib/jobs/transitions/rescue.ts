import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { RESCUES_MAX } from "@/lib/jobs/limits";
import { isSpent } from "./exhaust";
import type { Move } from "./move";
import { moveUnheld, type Seen } from "./move-unheld";
import { newMessage } from "./new-leg";

/**
 * Lapsed processing, overdue pending or retrying → retrying (pending if it never ran), on a new leg that the
 * caller publishes. The attempt stays counted. Each rescue waits longer: at once, 1 min, 2 min, 4 min, 8 min.
 */
export function rescue(executor: Executor, seen: readonly Seen[]): Promise<Move> {
  return moveUnheld(executor, seen, {
    guard: sql`found.status <> 'waiting' and found.cancel_requested_at is null and not ${isSpent} and found.rescues < ${RESCUES_MAX}
      and (found.deadline_at is null or found.deadline_at > clock_timestamp())`,
    set: sql`
      status = case when found.run = 0 then 'pending' else 'retrying' end::job_status,
      leg = found.leg + 1, rescues = found.rescues + 1, ${newMessage()},
      next_attempt_at = greatest(found.not_before, found.next_attempt_at, clock_timestamp() + case when found.rescues = 0
        then interval '0' else make_interval(secs => 30 * power(2, found.rescues)) end)`,
    ends: false,
  });
}
