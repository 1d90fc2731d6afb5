import { setTimeout as wait } from "node:timers/promises";
import { PayloadError } from "@/lib/jobs/errors";
import { emit } from "@/lib/jobs/events";
import type { JobContext, JobHandler } from "@/lib/jobs/handle";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { Progress } from "@/lib/jobs/transitions/heartbeat";
import { holdLease, type Lease, LeaseLost } from "./lease";
import { toProgress } from "./to-progress";

/** How long a handler may take to notice that its time is over, in milliseconds. */
const GRACE_MS = 5000;

/** How a run came to its end, as plain data. */
export type Ending = { progress: Progress | null } & Bare;

type Bare =
  | { kind: "returned"; value: unknown }
  | { kind: "threw"; thrown: unknown }
  | { kind: "payload-invalid"; error: PayloadError }
  | { kind: "timed-out" };

/** The abort reason of a run that reached its time limit. */
class TimeLimitReached extends Error {
  override name = "TimeLimitReached";

  constructor(seconds: number) {
    super(`The run reached its time limit of ${seconds} s.`);
  }
}

/**
 * Runs the handler on the claimed row. Never throws, and returns at the latest 5 s after the time limit, even
 * if the handler does not: what such a handler does later through its context throws `LeaseLost`.
 */
export async function execute(handler: JobHandler, held: HeldRun): Promise<Ending> {
  const aborter = new AbortController();
  const lease = holdLease(held, () => aborter.abort(new LeaseLost()));
  const limit = timeLimit(held.timeoutSeconds, aborter);
  const ending = await Promise.race([run(handler, held, context(held, lease, aborter.signal)), limit.over]);
  limit.clear();
  await lease.end();
  return { ...ending, progress: lease.unwritten() };
}

async function run(handler: JobHandler, held: HeldRun, ctx: JobContext): Promise<Bare> {
  try {
    const parsed = await handler.job.payload.safeParseAsync(held.payload);
    if (!parsed.success) {
      return { kind: "payload-invalid", error: new PayloadError(held.type, parsed.error.issues) };
    }
    // A schema that took longer than the limit has had the handler's time too.
    ctx.signal.throwIfAborted();
    return { kind: "returned", value: await handler.run(parsed.data, ctx) };
  } catch (thrown) {
    const { aborted, reason } = ctx.signal;
    return aborted && reason instanceof TimeLimitReached ? { kind: "timed-out" } : { kind: "threw", thrown };
  }
}

function timeLimit(seconds: number, aborter: AbortController): { over: Promise<Bare>; clear(): void } {
  const clearer = new AbortController();
  const timer = setTimeout(() => aborter.abort(new TimeLimitReached(seconds)), seconds * 1000);
  const over = wait(seconds * 1000 + GRACE_MS, { kind: "timed-out" } as const, {
    signal: clearer.signal,
  }).catch(
    // Only cleared once the race is over: nobody reads this.
    () => ({ kind: "timed-out" }) as const,
  );
  return {
    over,
    clear() {
      clearTimeout(timer);
      clearer.abort();
    },
  };
}

function context(held: HeldRun, lease: Lease, signal: AbortSignal): JobContext {
  const { jobId, type, attempt, run: number, leg, userId, organizationId, timeoutSeconds } = held;
  return {
    jobId,
    type,
    attempt,
    run: number,
    leg,
    actor: { userId, organizationId },
    signal,
    stopAt: new Date(Date.now() + timeoutSeconds * 1000),
    progress: (done, total, message) => lease.report(toProgress(done, total, message)),
    log: (message, fields = {}) => emit({ name: "handler-log", type, jobId, run: number, message, fields }),
  };
}
