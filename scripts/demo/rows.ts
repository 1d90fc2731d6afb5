import { type JobStatus, runMs, waitMs } from "./job-status";
import type { TrackedJob } from "./tracked-job";

/** A line of the table, in plain text. */
export type Row = { job: string; status: string; attempts: string; wait: string; run: string };

/** One row for each label, in the order in which they first appear. */
export function rowsOf(jobs: readonly TrackedJob[]): Row[] {
  const labels = [...new Set(jobs.map(({ label }) => label))];
  return labels.map((label) => {
    const seen = jobs.filter((job) => job.label === label).flatMap((job) => job.seen ?? []);
    return {
      job: label,
      status: seen.length > 1 ? countedStatuses(seen) : statusOf(seen),
      attempts: String(seen.reduce((sum, { attempts }) => sum + attempts.length, 0)),
      wait: seconds(median(seen.map(waitMs))),
      run: seconds(median(seen.map(runMs))),
    };
  });
}

function statusOf([job]: JobStatus[]): string {
  if (job?.status !== "retrying" || !job.nextAttemptAt) return job?.status ?? "ordered";
  return `retrying in ${seconds(Math.max(0, job.nextAttemptAt - Date.now()))}`;
}

/** The done ones, and what should not go unnoticed: in few words, for the column is narrow. */
function countedStatuses(jobs: JobStatus[]): string {
  const count = (wanted: string) => jobs.filter(({ status }) => status === wanted).length;
  const odd = ["failed", "timeout", "cancelled"].filter((status) => count(status) > 0);
  const done = `${count("completed")} of ${jobs.length} completed`;
  return [done, ...odd.map((status) => `${count(status)} ${status}`)].join(", ");
}

function median(values: (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function seconds(ms: number | null): string {
  return ms === null ? "" : `${(ms / 1000).toFixed(2)} s`;
}
