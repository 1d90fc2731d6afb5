import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { Storable } from "@/lib/jobs/payloads/storable";
import { newMessage } from "./new-leg";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/**
 * processing → pending on a new leg, by its holder, who has continuations left: the job goes on from
 * `checkpoint` after `delaySeconds`, with its retry budget anew.
 */
export function continueRun(
  executor: Executor,
  settlement: Settlement,
  { checkpoint, delaySeconds }: { checkpoint: Storable; delaySeconds: number },
): Promise<Settled | null> {
  const due = sql`clock_timestamp() + make_interval(secs => ${delaySeconds}::float8)`;
  return settleRun(
    executor,
    "continued",
    settlement,
    sql`status = 'pending', leg = leg + 1, attempt = 0, continuations = continuations + 1,
      checkpoint = ${checkpoint.json}::jsonb, not_before = ${due}, next_attempt_at = null,
      ${newMessage(due)}, error = null, error_code = null`,
  );
}
