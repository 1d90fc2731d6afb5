/** What is counted per type, minute and hour. Of rows where there are rows; the last six of what a delivery met. */
export const COUNTERS = [
  "enqueued",
  /** Jobs by how they ended. */
  "completed",
  "failed",
  "timeout",
  "cancelled",
  /** Runs that ended, however; of those, such as will be tried again, and such as stopped without a word. */
  "runs",
  "retried",
  "lost",
  /** Messages that QStash gave up; of those, such as left their job open: nobody had answered for good. */
  "deadLetters",
  "undelivered",
  /** Runs that wrote nothing, since their job belonged to another run by then. */
  "superseded",
  /** Deliveries with no signature or a wrong one, and such as were refused for another reason. */
  "signatureFailures",
  "refused",
  /** Messages that QStash did not take at once. */
  "publishFailures",
] as const;

export type Counter = (typeof COUNTERS)[number];

/** What is measured of runs, in seconds. */
export const HISTOGRAMS = [
  /** How long a run lasted; lost ones are left out. */
  "run",
  /** From when it was due to when it began. */
  "wait",
  /** From the end of a job's first try to the beginning of its second. */
  "firstRetry",
] as const;

/** Upper bounds of the histograms' bins in seconds, for all of them; a last bin has what is longer. Never changed: rows keep counts by position. */
export const BOUNDS_SECONDS = [
  0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600, 21_600, 86_400,
] as const;

/** Of what belongs to no job, such as a refused delivery. */
export const NO_TYPE = "";

/** Where a job that is open stands. */
export const OPEN_STATES = [
  /** Due, and no run has begun: the queue. */
  "ready",
  "scheduled",
  /** Waits for the time of its next attempt. */
  "retrying",
  "processing",
  /** For its children. */
  "waiting",
  /** Its type is paused, another deploy must run it, or another job of its concurrency key runs. */
  "parked",
] as const;

/** The column that keeps a count. */
export function columnOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
