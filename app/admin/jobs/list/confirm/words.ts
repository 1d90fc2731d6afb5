import type { Operation } from "@/lib/jobs/operations/job-filter";

/** What each operation is called, and what it does, in the words of the page that asks for a confirmation. */
export const WORDS: Record<Operation, { verb: string; done: string; means: string }> = {
  revive: {
    verb: "Retry",
    done: "retried",
    means:
      "Jobs that failed, timed out or were cancelled run again, with all their tries. They stay the same jobs: what they have done outside is not done twice. Others are left alone.",
  },
  cancel: {
    verb: "Cancel",
    done: "cancelled",
    means:
      "What has not begun ends at once. What runs is asked to stop, and may complete first. Jobs that have ended are left alone.",
  },
  replay: {
    verb: "Replay",
    done: "replayed",
    means:
      "A new job is started like each one that has ended, with the same payload. What it does outside, such as sending a mail, happens once more.",
  },
};

/** Above so many jobs the number must be typed. */
export const TYPED_ABOVE = 100;

export function jobsText(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "job" : "jobs"}`;
}
