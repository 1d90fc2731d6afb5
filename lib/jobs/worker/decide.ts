import { jitteredBackoffSeconds } from "@/lib/jobs/backoff";
import type { JobDefinition } from "@/lib/jobs/define";
import { describeError, type ErrorDescription } from "@/lib/jobs/describe-error";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { DEFER_AGAIN_SECONDS, DELAY_SECONDS_MAX, LONGEST_RETRY_SECONDS } from "@/lib/jobs/limits";
import { type Storable, toStorable } from "@/lib/jobs/storable";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { When } from "@/lib/jobs/transitions/retry";
import type { Ending } from "./execute";

/** Which verb settles the run, with all it needs. */
export type Verdict =
  | { verb: "complete"; result: Storable }
  | { verb: "retry"; next: When; error: ErrorDescription }
  | { verb: "defer"; until: When; error: ErrorDescription }
  | { verb: "fail"; status: "failed" | "timeout"; error: ErrorDescription };

/** Turns how a run ended into what becomes of the job. Writes nothing and never throws. */
export async function decide(
  ending: Ending,
  held: HeldRun,
  job: Pick<JobDefinition, "result">,
): Promise<Verdict> {
  switch (ending.kind) {
    case "returned":
      return { verb: "complete", result: await storableResult(ending.value, job) };
    case "payload-invalid":
      return {
        verb: "fail",
        status: "failed",
        error: { ...describeError(ending.error), code: "payload-invalid" },
      };
    case "timed-out":
      return retryOrFail(held, "timeout", timeLimitError(held.timeoutSeconds));
    case "threw":
      return afterThrow(ending.thrown, held);
  }
}

/**
 * The effect has happened, so a result that breaks its own schema is left out with a note, never run again
 * for. Whoever reads a stored result may trust its schema.
 */
async function storableResult(value: unknown, job: Pick<JobDefinition, "result">): Promise<Storable> {
  const storable = toStorable(value);
  const note = storable.note ?? (await misfit(value, job));
  return note === null ? storable : { json: null, note };
}

async function misfit(value: unknown, { result }: Pick<JobDefinition, "result">): Promise<string | null> {
  try {
    const { success } = await result.safeParseAsync(value);
    return success ? null : "The value was not stored: it does not fit the job's result schema.";
  } catch (error) {
    return `The value was not stored: the job's result schema threw: ${describeError(error).message}`;
  }
}

function afterThrow(thrown: unknown, held: HeldRun): Verdict {
  const error = describeError(thrown);
  if (thrown instanceof NonRetryableError) return { verb: "fail", status: "failed", error };
  if (!(thrown instanceof RetryAfterError)) return retryOrFail(held, "failed", error);
  const next = when(thrown.retryAfter);
  if (!thrown.usesAttempt || secondsUntil(next) > LONGEST_RETRY_SECONDS)
    return { verb: "defer", until: notAtOnceAgain(next, held), error };
  return hasAttemptLeft(held) ? { verb: "retry", next, error } : { verb: "fail", status: "failed", error };
}

function retryOrFail(held: HeldRun, status: "failed" | "timeout", error: ErrorDescription): Verdict {
  if (!hasAttemptLeft(held)) return { verb: "fail", status, error };
  return {
    verb: "retry",
    next: { inSeconds: jitteredBackoffSeconds(held.backoffSeconds, held.attempt) },
    error,
  };
}

/** Each deferral is a new message: one that follows another leg waits a minute, so that none becomes a loop. */
function notAtOnceAgain(next: When, held: HeldRun): When {
  const isTooSoon = held.leg > 1 && secondsUntil(next) < DEFER_AGAIN_SECONDS;
  return isTooSoon ? { inSeconds: DEFER_AGAIN_SECONDS } : next;
}

function hasAttemptLeft(held: HeldRun): boolean {
  return held.attempt <= held.maxRetries;
}

/** Within what Postgres and QStash can hold: from now to 400 days ahead. */
function when(retryAfter: number | Date): When {
  const longest = Date.now() + DELAY_SECONDS_MAX * 1000;
  if (retryAfter instanceof Date && Number.isFinite(retryAfter.getTime()))
    return { at: new Date(Math.min(Math.max(0, retryAfter.getTime()), longest)) };
  const seconds = Number(retryAfter);
  return { inSeconds: Number.isNaN(seconds) ? 0 : Math.min(Math.max(0, seconds), DELAY_SECONDS_MAX) };
}

function secondsUntil(next: When): number {
  return "at" in next ? (next.at.getTime() - Date.now()) / 1000 : next.inSeconds;
}

function timeLimitError(seconds: number): ErrorDescription {
  const message = `The run reached its time limit of ${seconds} s.`;
  return { name: "TimeLimitReached", message, code: "timeout", stack: null, httpStatus: null };
}
