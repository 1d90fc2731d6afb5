import { type SQL, sql } from "drizzle-orm";
import { fingerprintOf } from "@/lib/jobs/fingerprint";

const MESSAGE = "The run stopped without a word and its lease lapsed.";
const FINGERPRINT = fingerprintOf({ name: "RunLost", message: MESSAGE, stack: null });

/**
 * The `lost` attempt rows of runs that stopped without a word, as a data-modifying CTE body. The statement
 * around it has the rows as they were in `found`, and in `taken` those it moved on.
 */
export function lostAttempts(taken: "held" | "moved", isLost: SQL): SQL {
  return sql`
    insert into job_attempts (
      job_id, run, leg, attempt, outcome, started_at, finished_at, error_name, error_message, error_code, message_id,
      error_fingerprint
    )
    select found.job_id, found.run, found.leg, found.attempt, 'lost', found.run_started_at, clock_timestamp(),
      'RunLost', ${MESSAGE}::text, 'lost', found.message_id, ${FINGERPRINT}::text
    from found join ${sql.raw(taken)} using (job_id)
    where ${isLost}
    on conflict do nothing`;
}
