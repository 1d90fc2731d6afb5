import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { type Keep, type Place, prune } from "@/lib/jobs/transitions/prune";
import { pruneAudit, pruneBatches, pruneOccurrences } from "@/lib/jobs/transitions/prune-leavings";
import type { Tally } from "./tally";

/** Rows of each status that one statement takes on, and statements of one pass. */
const PAGE = 500;
const PAGES_MAX = 4;

/** Lets go what was kept long enough: jobs, batches without children, lines of the audit. */
export async function pruneOld(): Promise<Partial<Tally>> {
  const { JOBS_KEEP_AUDIT_DAYS } = env();
  const keeps = allKeeps();
  let pruned = 0;
  for (const keep of keeps) pruned += await pruneStatus(keep);
  const longest = Math.max(...keeps.map(({ days }) => days));
  return {
    pruned,
    batchesPruned: await pruneBatches(database(), longest, PAGE),
    auditPruned: await pruneAudit(database(), JOBS_KEEP_AUDIT_DAYS, PAGE),
    occurrencesPruned: await pruneOccurrences(database(), longest, PAGE),
  };
}

function allKeeps(): Keep[] {
  const checked = env();
  const max = checked.JOBS_KEEP_MAX ?? null;
  return [
    { status: "completed", days: checked.JOBS_KEEP_COMPLETED_DAYS, max },
    { status: "failed", days: checked.JOBS_KEEP_FAILED_DAYS, max },
    { status: "timeout", days: checked.JOBS_KEEP_FAILED_DAYS, max },
    { status: "cancelled", days: checked.JOBS_KEEP_CANCELLED_DAYS, max },
  ];
}

/** Page by page, so that old jobs that are needed yet do not keep the others from going. */
async function pruneStatus(keep: Keep): Promise<number> {
  let pruned = 0;
  let after: Place | null = null;
  for (let page = 0; page < PAGES_MAX && pruned < PAGE; page += 1) {
    const done = await prune(database(), keep, after, PAGE);
    pruned += done.pruned;
    after = done.last;
    if (after === null) break;
  }
  return pruned;
}
