import type { JobView } from "@/lib/jobs/view";

/** Seconds between polls while nothing changes; the last one repeats. */
const STEPS = [1, 2, 5, 10] as const;

/** This many seconds around the moment at which something is due, polls do not slow down. */
const NEAR_SECONDS = 10;

type PollState = {
  job: Pick<JobView, "status" | "notBefore" | "nextAttemptAt">;
  /** Polls in a row that brought nothing new. */
  unchanged: number;
  /** What the server asked for. */
  retryAfterSeconds: number;
  /** When it will be done at its pace, in milliseconds by the server's clock; null: nobody knows. */
  endsAt: number | null;
};

/**
 * Seconds until it is worth asking again: soon after a change, then 1, 2, 5 and 10; right after the moment a
 * scheduled start, a retry or the end is due; never sooner than the server asks for.
 *
 * @param now in milliseconds, by the server's clock.
 */
export function pollDelay({ job, unchanged, retryAfterSeconds, endsAt }: PollState, now: number): number {
  const step = STEPS[Math.min(unchanged, STEPS.length - 1)] ?? NEAR_SECONDS;
  const due = dueAt(job, endsAt);
  return Math.max(retryAfterSeconds, nearDue(due === null ? null : (due - now) / 1_000, step));
}

function nearDue(dueIn: number | null, step: number): number {
  if (dueIn === null || dueIn < -NEAR_SECONDS) return step;
  return dueIn <= 0 ? STEPS[0] : Math.min(step, dueIn + 0.3);
}

function dueAt({ status, notBefore, nextAttemptAt }: PollState["job"], endsAt: number | null): number | null {
  if (status !== "pending" && status !== "retrying") return endsAt;
  const due = nextAttemptAt ?? notBefore;
  return due === null ? null : Date.parse(due);
}
