import { jitteredBackoffSeconds } from "@/lib/jobs/backoff";
import type { JobDefinition } from "@/lib/jobs/define";
import { describeError, type ErrorDescription } from "@/lib/jobs/describe-error";
import type { Instruction } from "@/lib/jobs/directive";
import type { PreparedBatch } from "@/lib/jobs/enqueue-batch";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { DEFER_AGAIN_SECONDS, DELAY_SECONDS_MAX, LONGEST_RETRY_SECONDS } from "@/lib/jobs/limits";
import { type Storable, toStorable } from "@/lib/jobs/storable";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { NewExecution } from "@/lib/jobs/transitions/new-execution";
import type { When } from "@/lib/jobs/transitions/retry";
import type { Settled } from "@/lib/jobs/transitions/settle-run";
import type { Ending } from "./execute";
import { ShuttingDown, TimeLimitReached } from "./run-ended";
import { storableResult } from "./storable-result";

/** Which verb settles the run, with all it needs. */
export type Verdict =
  | { verb: "complete"; result: Storable; followUps: NewExecution[] }
  | { verb: "continue"; checkpoint: Storable; delaySeconds: number; followUps: NewExecution[] }
  | {
      verb: "wait";
      batch: PreparedBatch | { batchId: string };
      checkpoint: Storable;
      followUps: NewExecution[];
    }
  | { verb: "retry"; next: When; error: ErrorDescription }
  | { verb: "defer"; until: When; error: ErrorDescription }
  | { verb: "fail"; status: "failed" | "timeout"; error: ErrorDescription }
  | { verb: "cancel" }
  /** By `ctx.complete`: nothing is left to write. */
  | { verb: "settled"; settled: Settled };

/** Turns how a run ended into what becomes of the job. Writes nothing and never throws. */
export async function decide(ending: Ending, held: HeldRun, job: JobDefinition): Promise<Verdict> {
  switch (ending.kind) {
    case "returned":
    case "directed":
      return onward(ending, held, job);
    case "payload-invalid":
      return failed({ ...describeError(ending.error), code: "payload-invalid" });
    case "timed-out":
      return retryOrFail(held, "timeout", {
        ...describeError(new TimeLimitReached(held.timeoutSeconds)),
        code: "timeout",
        stack: null,
      });
    case "shut-down":
      return {
        verb: "defer",
        until: { inSeconds: 0 },
        error: { ...describeError(new ShuttingDown()), code: "shut-down", stack: null },
      };
    case "cancelled":
      return { verb: "cancel" };
    case "threw":
      return afterThrow(ending.thrown, held, job);
  }
}

/** The handler said how its job goes on. What does not fit fails the job: it would not fit in another run either. */
async function onward(
  ending: Extract<Ending, { kind: "returned" | "directed" }>,
  held: HeldRun,
  job: JobDefinition,
): Promise<Verdict> {
  if (ending.kind === "directed" && ending.instruction.kind === "settled")
    return { verb: "settled", settled: ending.instruction.settled };
  try {
    const followUps = await Promise.all(ending.leavings.followUps);
    return ending.kind === "returned"
      ? { verb: "complete", result: await storableResult(ending.value, job), followUps }
      : await directed(ending.instruction, held, followUps);
  } catch (error) {
    return failed({ ...describeError(error), code: "enqueue-invalid" });
  }
}

async function directed(
  instruction: Exclude<Instruction, { kind: "settled" }> | Instruction,
  held: HeldRun,
  followUps: NewExecution[],
): Promise<Verdict> {
  if (instruction.kind === "settled") return { verb: "settled", settled: instruction.settled };
  const checkpoint = toStorable(instruction.checkpoint);
  if (checkpoint.note !== null) return failed(checkpointError(checkpoint.note));
  if (instruction.kind === "wait") {
    const { batch } = instruction;
    return {
      verb: "wait",
      batch: "batchId" in batch ? batch : await batch.prepared,
      checkpoint,
      followUps,
    };
  }
  if (held.continuations >= held.maxContinuations) return failed(continuationsError(held));
  const delaySeconds = within(instruction.delaySeconds ?? growingDelay(held.continuations + 1));
  return { verb: "continue", checkpoint, delaySeconds, followUps };
}

/** None for the first five, then 1 s, 2 s, 4 s, … up to a minute: a job that gets nowhere does not spin. */
function growingDelay(continuation: number): number {
  return continuation <= 5 ? 0 : Math.min(60, 2 ** (continuation - 6));
}

function afterThrow(thrown: unknown, held: HeldRun, job: JobDefinition): Verdict {
  const error = describeError(thrown);
  if (thrown instanceof NonRetryableError) return failed(error);
  if (!(thrown instanceof RetryAfterError))
    return retryOrFail(held, "failed", error, ofError(thrown, held, job));
  const next = when(thrown.retryAfter);
  if (!thrown.usesAttempt || secondsUntil(next) > LONGEST_RETRY_SECONDS)
    return { verb: "defer", until: notAtOnceAgain(next, held), error };
  return hasAttemptLeft(held) ? { verb: "retry", next, error } : failed(error);
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
function ofError(thrown: unknown, held: HeldRun, { backoff }: JobDefinition): number | null {
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

/** Within what Postgres and QStash can hold: from now to 400 days ahead. */
function when(retryAfter: number | Date): When {
  const longest = Date.now() + DELAY_SECONDS_MAX * 1000;
  if (retryAfter instanceof Date && Number.isFinite(retryAfter.getTime()))
    return { at: new Date(Math.min(Math.max(0, retryAfter.getTime()), longest)) };
  return { inSeconds: within(Number(retryAfter)) };
}

function within(seconds: number): number {
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(0, seconds), DELAY_SECONDS_MAX);
}

function secondsUntil(next: When): number {
  return "at" in next ? (next.at.getTime() - Date.now()) / 1000 : next.inSeconds;
}

function failed(error: ErrorDescription): Verdict {
  return { verb: "fail", status: "failed", error };
}

function continuationsError({ maxContinuations }: HeldRun): ErrorDescription {
  const message =
    `It has gone on ${maxContinuations} times and asked for more. ` +
    "Raise maxContinuations in its definition if it needs that many.";
  return {
    name: "ContinuationsExhausted",
    message,
    code: "continuations-exhausted",
    stack: null,
    httpStatus: null,
  };
}

function checkpointError(note: string): ErrorDescription {
  const message = `Its checkpoint cannot be kept, so it cannot go on. ${note}`;
  return { name: "CheckpointError", message, code: "checkpoint-invalid", stack: null, httpStatus: null };
}
