import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { announceCancelled, followThrough } from "@/lib/jobs/follow-through";
import type { By } from "@/lib/jobs/transitions/audit";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { uuids } from "@/lib/jobs/transitions/ids";
import { dropMessages } from "./drop-messages";

/**
 * What became of a job that was to be cancelled. `cancel-requested`: it runs, and ends as soon as it notices, unless
 * it succeeds first.
 */
export type Cancelled = "cancelled" | "cancel-requested" | "already-ended" | "unknown";

/**
 * Cancels jobs by hand: what does not run ends at once, what runs is asked to stop, and the batch that a job waits
 * for is cancelled with it. A success that comes first wins. Each job that was not asked before gets a line of the
 * audit.
 *
 * @param jobIds at most 1,000
 * @returns what became of each.
 */
export async function cancelJobs(jobIds: readonly string[], by: By): Promise<Map<string, Cancelled>> {
  const { moved, consequences } = await cancel(database(), jobIds, by);
  announceCancelled(moved);
  const became = new Map<string, Cancelled>(await othersOf(jobIds));
  for (const { jobId, status } of moved)
    became.set(jobId, status === "cancelled" ? "cancelled" : "cancel-requested");
  await followThrough(consequences);
  await dropMessages(moved.filter(({ status }) => status === "cancelled").map(({ jobId }) => jobId));
  return became;
}

/** What those are that were not moved: ended before, or not there. */
async function othersOf(jobIds: readonly string[]): Promise<[string, Cancelled][]> {
  if (jobIds.length === 0) return [];
  const there = await query(
    database(),
    z.object({ jobId: z.uuid() }),
    sql`select job_id as "jobId" from job_executions where job_id in (${uuids(jobIds)})`,
  );
  const known = new Set(there.map(({ jobId }) => jobId));
  return jobIds.map((jobId) => [jobId, known.has(jobId.toLowerCase()) ? "already-ended" : "unknown"]);
}
