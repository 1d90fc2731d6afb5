import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/** processing → failed or timeout, by its holder: no attempt can help, or none is left. */
export function fail(
  executor: Executor,
  settlement: Settlement,
  status: "failed" | "timeout",
): Promise<Settled | null> {
  return settleRun(
    executor,
    status,
    settlement,
    sql`status = ${status}::job_status, completed_at = clock_timestamp(),
      error = ${settlement.error?.message ?? null}::text, error_code = ${settlement.error?.code ?? null}::text`,
  );
}
