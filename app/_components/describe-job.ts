import { countdown } from "@/lib/jobs/duration";
import type { Status } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";

/** A status as people see it: a pending job with its time ahead is scheduled. */
export type ShownStatus = Status | "scheduled";

/** What a job's statuses mean for the thing a person waits for. */
export type JobWords = {
  /** Until somebody takes it: "Waiting to be sent." */
  pending: string;
  /** Before a time: "Goes out". */
  starts: string;
  /** "On its way." */
  processing: string;
  /** "Sent". */
  done: string;
  /** "Not sent". */
  notDone: string;
};

const PLAIN_WORDS: JobWords = {
  pending: "Waiting to start.",
  starts: "Starts",
  processing: "Under way.",
  done: "Done",
  notDone: "Not done",
};

/** @param now in milliseconds, by the server's clock. */
export function shownStatus(
  { status, notBefore }: Pick<JobView, "status" | "notBefore">,
  now: number,
): ShownStatus {
  return status === "pending" && msUntil(notBefore, now) > 0 ? "scheduled" : status;
}

/**
 * One sentence, or two, about where a job stands and what comes next.
 *
 * @param now in milliseconds, by the server's clock.
 */
export function describeJob(job: JobView, now: number, words: JobWords = PLAIN_WORDS): string {
  switch (shownStatus(job, now)) {
    case "scheduled":
      return `${putOff(job)}${starts(job, words)} in ${countdown(msUntil(job.notBefore, now))}.`;
    case "pending":
      if (job.isInLine) return "In line: another job has to end first.";
      return job.isParked ? "On hold: work of this kind is paused." : words.pending;
    case "processing":
      if (job.isCancelRequested) return "Being stopped.";
      return job.attempt > 1 ? `Trying again: try ${tryOf(job, job.attempt)}.` : words.processing;
    case "retrying":
      return `Waiting for try ${tryOf(job, job.attempt + 1)}: ${reason(job)}. ${nextTry(job, now)}`;
    case "waiting":
      return `Waiting for the work it has started${ended(job.batch)}.`;
    case "completed":
      return job.attempt > 1 ? `${words.done} on try ${tryOf(job, job.attempt)}.` : `${words.done}.`;
    case "failed":
      return `${words.notDone}: ${reason(job)}. ${whyNoMore(job)}`;
    case "timeout":
      return `${words.notDone}: it took too long. ${whyNoMore(job)}`;
    case "cancelled":
      return `${words.notDone}: it was cancelled.`;
  }
}

/** Whether somebody may hope that it works when they start it once more. */
export function isWorthRetrying({
  status,
  attempt,
  retries,
}: Pick<JobView, "status" | "attempt" | "retries">): boolean {
  return status === "timeout" || status === "cancelled" || (status === "failed" && attempt > retries);
}

/** A job whose latest run was deferred was put off by the service it needs. */
function putOff(job: JobView): string {
  return job.attempts.at(-1)?.outcome === "deferred" ? `Put off: ${reason(job)}. ` : "";
}

function starts(job: JobView, words: JobWords): string {
  return job.attempts.at(-1)?.outcome === "continued" ? "Goes on" : words.starts;
}

function ended(batch: JobView["batch"]): string {
  if (batch === null) return "";
  return `: ${batch.completed + batch.failed + batch.cancelled} of ${batch.total} done`;
}

function nextTry(job: JobView, now: number): string {
  const wait = msUntil(job.nextAttemptAt, now);
  return wait > 0 ? `Next try in ${countdown(wait)}.` : "Next try any moment.";
}

function whyNoMore({ attempt, retries }: JobView): string {
  if (attempt <= retries) return "Trying again would not help.";
  return attempt === 1 ? "It is tried only once." : `All ${attempt} tries are used up.`;
}

function tryOf({ retries }: JobView, attempt: number): string {
  return `${attempt} of ${Math.max(attempt, retries + 1)}`;
}

/** Without the full stop: it goes into a sentence of ours. */
function reason(job: JobView): string {
  const error = job.error ?? job.attempts.at(-1)?.error;
  return error?.message.replace(/[.!\s]+$/, "") || "it was interrupted";
}

function msUntil(time: string | null, now: number): number {
  return time === null ? 0 : Date.parse(time) - now;
}
