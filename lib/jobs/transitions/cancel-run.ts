import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/** processing → cancelled, by its holder, who saw the request. */
export function cancelRun(executor: Executor, settlement: Settlement): Promise<Settled | null> {
  return settleRun(
    executor,
    "cancelled",
    settlement,
    sql`status = 'cancelled', completed_at = clock_timestamp(), next_attempt_at = null,
      cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
      error = null, error_code = 'cancelled'`,
  );
}
