import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { type Settled, type Settlement, settleRun } from "./settle-run";

/** When the next try begins: seconds from now, or a moment. Both by the database's clock. */
export type When = { inSeconds: number } | { at: Date };

/** processing → retrying, by its holder, who has a try left. */
export function retry(executor: Executor, settlement: Settlement, next: When): Promise<Settled | null> {
  return settleRun(
    executor,
    "retry",
    settlement,
    sql`status = 'retrying', retry_count = retry_count + 1, next_attempt_at = ${moment(next)},
      error = ${settlement.error?.message ?? null}::text, error_code = ${settlement.error?.code ?? null}::text`,
  );
}

/** A `When` as SQL; never in the past. */
export function moment(when: When): SQL {
  return "at" in when
    ? sql`greatest(clock_timestamp(), ${when.at.toISOString()}::timestamptz)`
    : sql`clock_timestamp() + make_interval(secs => ${when.inSeconds}::float8)`;
}
