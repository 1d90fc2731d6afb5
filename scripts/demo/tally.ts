import type { Story } from "./story";

/** What the demo came to, as `--json` prints it. */
export type Tally = {
  jobs: { completed: number; failed: number };
  /** In the mailbox. */
  mails: number;
  /** Mails beyond one for each completed job. */
  duplicates: number;
  /** Completed jobs without a mail. */
  lost: number;
};

/** Counts jobs by what the API says and mails by what the mail server holds. */
export function tallyOf({ jobs, mails }: Pick<Story, "jobs" | "mails">): Tally {
  const completed = jobs.filter(({ seen }) => seen?.status === "completed");
  const mailed = new Set(mails.map(({ jobId }) => jobId));
  const delivered = completed.filter(({ jobId }) => mailed.has(jobId)).length;
  return {
    jobs: {
      completed: completed.length,
      failed: jobs.filter(({ seen }) => seen?.status === "failed").length,
    },
    mails: mails.length,
    duplicates: mails.length - delivered,
    lost: completed.length - delivered,
  };
}
