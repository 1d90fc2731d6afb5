import { isTerminal, type JobStatus } from "./job-status";
import type { Order } from "./orders";
import type { Session } from "./session";

/** A job that the demo follows. */
export type TrackedJob = Pick<Order, "label" | "expected"> & {
  jobId: string;
  delaySeconds?: number;
  /** Whose job it is: nobody else may see it. */
  session: Session;
  /** As last polled; null before the first answer. */
  seen: JobStatus | null;
};

/** Has it been seen in a status that changes no more? */
export function isSettled({ seen }: TrackedJob): boolean {
  return seen !== null && isTerminal(seen);
}

/** Polls every job that has not settled. A job whose app is down for a moment stays as last seen. */
export async function pollJobs(jobs: readonly TrackedJob[]): Promise<void> {
  const open = jobs.filter((job) => !isSettled(job));
  await Promise.all(
    open.map(async (job) => {
      job.seen = await job.session.jobStatus(job.jobId);
    }),
  );
}
