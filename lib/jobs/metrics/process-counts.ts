import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { JobEvent } from "@/lib/jobs/events";
import { addToMetrics, countedNow } from "./columns";
import { COUNTERS, type Counter, columnOf, NO_TYPE } from "./names";

/** By type: what no row tells of. Of at most as many types as the app has. */
type Counts = Map<string, Partial<Record<Counter, number>>>;

// One per process, whatever bundle of it counts.
const shared = globalThis as typeof globalThis & { jobsCounts?: Counts };

/**
 * Counts in memory what no row tells of: the database hears of it with the next flush. A flood of forged deliveries
 * is one write a minute, and what a process has counted since its last flush dies with it.
 */
export function countEvent(event: JobEvent): void {
  if (event.name === "delivery-refused")
    add(NO_TYPE, event.reason === "signature" ? "signatureFailures" : "refused", 1);
  else if (event.name === "superseded") add(event.type, "superseded", 1);
  else if (event.name === "publish-failed") add(NO_TYPE, "publishFailures", event.messages);
}

function add(type: string, counter: Counter, count: number): void {
  shared.jobsCounts ??= new Map();
  const counts = shared.jobsCounts.get(type) ?? {};
  shared.jobsCounts.set(type, { ...counts, [counter]: (counts[counter] ?? 0) + count });
}

/** True when there is something to flush. */
export function hasCounts(): boolean {
  return (shared.jobsCounts?.size ?? 0) > 0;
}

/** Adds to the metrics what was counted since the last time. What cannot be written is kept for the next flush. */
export async function flushCounts(executor: Executor): Promise<void> {
  const counts = shared.jobsCounts;
  if (counts === undefined || counts.size === 0) return;
  shared.jobsCounts = new Map();
  try {
    await executor.execute(addCounts([...counts].map(([type, counted]) => ({ type, counted }))));
  } catch (error) {
    for (const [type, counted] of counts) {
      for (const counter of COUNTERS)
        if (counted[counter] !== undefined) add(type, counter, counted[counter]);
    }
    throw error;
  }
}

function addCounts(counts: { type: string; counted: Partial<Record<Counter, number>> }[]): SQL {
  const rows = counts.map(({ type, counted }) => ({ job_type: type, ...asColumns(counted) }));
  return sql`
    with counted as (${countedNow(
      sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (job_type text, ${sql.raw(COUNTERS.map((name) => `${columnOf(name)} bigint`).join(", "))})`,
      COUNTERS,
    )})
    ${addToMetrics(sql`counted`)}`;
}

function asColumns(counted: Partial<Record<Counter, number>>): Record<string, number> {
  return Object.fromEntries(COUNTERS.map((name) => [columnOf(name), counted[name] ?? 0]));
}
