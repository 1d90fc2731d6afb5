import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { Storable } from "@/lib/jobs/payloads/storable";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/** processing → completed, by its holder. */
export function complete(
  executor: Executor,
  settlement: Settlement,
  result: Storable,
): Promise<Settled | null> {
  return settleRun(
    executor,
    "completed",
    settlement,
    sql`status = 'completed', completed_at = clock_timestamp(), result = ${result.json}::jsonb,
      result_error = ${result.note}::text, error = null, error_code = null`,
  );
}
