import { readQuery } from "@/app/admin/jobs/list/read-query";
import { database } from "@/lib/db/client";
import { listJobs } from "@/lib/jobs/reading/list-jobs";
import { registry } from "@/lib/registry";

/** The jobs before and after this one in the list that somebody came from. */
export type Neighbours = { newer: string | null; older: string | null };

/** @param from the query of that list, such as `status=failed`; null where nobody came from one. */
export async function readNeighbours(jobId: string, from: string | null, now: number): Promise<Neighbours> {
  if (from === null) return { newer: null, older: null };
  const { filter } = readQuery(Object.fromEntries(new URLSearchParams(from)), registry, now);
  const [newer, older] = await Promise.all([
    listJobs(database(), filter, { after: jobId }, 1),
    listJobs(database(), filter, { before: jobId }, 1),
  ]);
  return { newer: newer.jobs[0]?.jobId ?? null, older: older.jobs[0]?.jobId ?? null };
}
