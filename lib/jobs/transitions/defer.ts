import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { newMessage } from "./new-leg";
import { moment, type When } from "./retry";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/**
 * processing → pending on a new leg, by its holder: the wait is too long for a retry, or not this job's fault.
 * The run is not counted against the retry budget. The caller publishes the new leg.
 */
export function defer(executor: Executor, settlement: Settlement, until: When): Promise<Settled | null> {
  return settleRun(
    executor,
    "deferred",
    settlement,
    sql`status = 'pending', leg = leg + 1, attempt = attempt - 1, not_before = ${moment(until)},
      next_attempt_at = null, ${newMessage(moment(until))},
      error = ${settlement.error?.message ?? null}::text, error_code = ${settlement.error?.code ?? null}::text`,
  );
}
