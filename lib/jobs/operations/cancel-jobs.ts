import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { announceCancelled, followThrough } from "@/lib/jobs/publishing/follow-through";
import { letOnAfter } from "@/lib/jobs/publishing/let-on";
import type { By } from "@/lib/jobs/transitions/audit";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { uuids } from "@/lib/jobs/transitions/ids";
import { dropMessages } from "./drop-messages";
import { once } from "./once";
import { became, type Untouched } from "./untouched";

/**
 * What became of a job that was to be cancelled. `cancel-requested`: it runs, and ends as soon as it notices, unless
 * it succeeds first.
 */
export type Cancelled = "cancelled" | "cancel-requested" | Untouched;

/**
 * Cancels jobs by hand: what does not run ends at once, what runs is asked to stop, and the batch that a job waits
 * for is cancelled with it. A success that comes first wins. Each job that was not asked before gets a line of the
 * audit.
 *
 * @param jobIds at most 1,000
 * @returns what became of each.
 */
export async function cancelJobs(jobIds: readonly string[], by: By): Promise<Map<string, Cancelled>> {
  const end = await once("cancel", jobIds, by, (executor) => cancel(executor, jobIds, by));
  if ("earlier" in end) return await cancelledBefore(jobIds, end.earlier);
  const { moved, consequences } = end.done;
  announceCancelled(moved);
  await followThrough(consequences);
  const ended = moved.filter(({ status }) => status === "cancelled").map(({ jobId }) => jobId);
  await dropMessages(ended);
  await letOnAfter(ended);
  const ends = moved.map(
    ({ jobId, status }) => [jobId, status === "cancelled" ? status : "cancel-requested"] as const,
  );
  return became("cancel", jobIds, new Map(ends));
}

/** What has become by now of jobs that a form has cancelled. */
async function cancelledBefore(
  jobIds: readonly string[],
  earlier: readonly { jobId: string }[],
): Promise<Map<string, Cancelled>> {
  const rows = await query(
    database(),
    z.object({ jobId: z.uuid(), isCancelled: z.boolean() }),
    sql`select job_id as "jobId", status = 'cancelled' as "isCancelled" from job_executions
      where job_id in (${uuids(earlier.map(({ jobId }) => jobId))})`,
  );
  const ends = rows.map(
    ({ jobId, isCancelled }) => [jobId, isCancelled ? "cancelled" : "cancel-requested"] as const,
  );
  return became("cancel", jobIds, new Map(ends));
}
