import type { JobView } from "@/lib/jobs/view";

/** Less than this says nothing about how fast a job is. */
const SEEN_MS = 5_000;
const SEEN_SHARE = 0.05;

/** How fast somebody saw a job go on. Times in milliseconds, by one clock. */
export type Pace = {
  since: { at: number; done: number };
  latest: { at: number; done: number };
  total: number;
};

/** The pace with what a poll told; begins anew where the job did, such as on a retry. */
export function nextPace(
  pace: Pace | undefined,
  job: Pick<JobView, "status" | "progress">,
  at: number,
): Pace | undefined {
  if (job.status !== "processing" || !job.progress?.total) return undefined;
  const { done, total } = job.progress;
  const latest = { at, done };
  const goesOn = pace !== undefined && pace.total === total && done >= pace.latest.done;
  return { since: goesOn ? pace.since : latest, latest, total };
}

/** When it will be done at this pace; null until five seconds and five percent of it were seen. */
export function estimatedEnd({ since, latest, total }: Pace): number | null {
  const ms = latest.at - since.at;
  const done = latest.done - since.done;
  if (ms < SEEN_MS || done / total < SEEN_SHARE) return null;
  return latest.at + ((total - latest.done) * ms) / done;
}
