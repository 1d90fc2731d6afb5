import type { JobDefinition } from "@/lib/jobs/define";
import { jitteredBackoffSeconds } from "@/lib/jobs/definition/backoff";
import { describeError, type ErrorDescription } from "@/lib/jobs/describe-error";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { DEFER_AGAIN_SECONDS, LONGEST_RETRY_SECONDS } from "@/lib/jobs/limits";
import type { Hider } from "@/lib/jobs/payloads/hider";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { When } from "@/lib/jobs/transitions/retry";
import { TimeLimitReached } from "./run-ended";
import { secondsUntil, toWhen } from "./to-when";
import { failed, type Verdict } from "./verdict";

/** What becomes of a job whose handler threw. */
export function afterThrow(thrown: unknown, held: HeldRun, job: JobDefinition, hide?: Hider): Verdict {
  const error = describeError(thrown, hide);
  if (thrown instanceof NonRetryableError) return failed(error);
  if (!(thrown instanceof RetryAfterError))
    return retryOrFail(held, "failed", error, secondsOfError(thrown, held, job));
  const next = toWhen(thrown.retryAfter);
  if (!thrown.usesAttempt || secondsUntil(next) > LONGEST_RETRY_SECONDS)
    return { verb: "defer", until: notAtOnceAgain(next, held), error };
  return hasAttemptLeft(held) ? { verb: "retry", next, error } : failed(error);
}

/** What becomes of a job whose run reached its time limit. */
export function afterTimeLimit(held: HeldRun): Verdict {
  const error = describeError(new TimeLimitReached(held.timeoutSeconds));
  return retryOrFail(held, "timeout", { ...error, code: "timeout", stack: null });
}

function retryOrFail(
  held: HeldRun,
  status: "failed" | "timeout",
  error: ErrorDescription,
  seconds: number | null = null,
): Verdict {
  if (!hasAttemptLeft(held)) return { verb: "fail", status, error };
  const { backoffSeconds, attempt, backoffJitter } = held;
  const inSeconds = seconds ?? jitteredBackoffSeconds(backoffSeconds, attempt, backoffJitter);
  return { verb: "retry", next: { inSeconds }, error };
}

/** What the definition's own function says of this error; null for the row's backoff, also when it throws. */
function secondsOfError(thrown: unknown, held: HeldRun, { backoff }: JobDefinition): number | null {
  try {
    const seconds = backoff.ofError?.(thrown, held.attempt) ?? null;
    return seconds === null || !Number.isFinite(seconds)
      ? null
      : Math.min(Math.max(0, seconds), LONGEST_RETRY_SECONDS);
  } catch {
    return null;
  }
}

/** Each deferral is a new message: one that follows another leg waits a minute, so that none becomes a loop. */
function notAtOnceAgain(next: When, held: HeldRun): When {
  const isTooSoon = held.leg > 1 && secondsUntil(next) < DEFER_AGAIN_SECONDS;
  return isTooSoon ? { inSeconds: DEFER_AGAIN_SECONDS } : next;
}

function hasAttemptLeft(held: HeldRun): boolean {
  return held.attempt <= held.maxRetries;
}
