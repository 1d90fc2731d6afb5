import { Directive, type GoOn } from "@/lib/jobs/directive";
import type { PayloadError, UpcastError } from "@/lib/jobs/errors";
import type { JobContext, JobHandler } from "@/lib/jobs/handle";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { Settled } from "@/lib/jobs/transitions/settle-run";
import { completer } from "./completer";
import { context } from "./context";
import { drainable } from "./drain";
import { holdLease } from "./lease";
import { type Leavings, runLeavings } from "./leavings";
import { readPayload } from "./read-payload";
import { CancelRequested, ShuttingDown, TimeLimitReached } from "./run-ended";

/** How long a handler may take to notice that its time is over, in milliseconds. */
const GRACE_MS = 5000;

/** The same when its process is about to end, in milliseconds. */
const SHUTDOWN_GRACE_MS = 500;

/** How a run came to its end, and what it left for its settlement. */
export type Ending = Bare & { leavings: Leavings };

type Bare =
  | { kind: "returned"; value: unknown }
  | { kind: "directed"; instruction: GoOn }
  | { kind: "settled"; settled: Settled }
  | { kind: "threw"; thrown: unknown }
  | { kind: "payload-invalid"; error: PayloadError | UpcastError }
  | { kind: "timed-out" }
  | { kind: "cancelled" }
  | { kind: "shut-down" };

/**
 * Runs the handler on the claimed row. Never throws, and returns at the latest 5 s after the time limit, even
 * if the handler does not: what such a handler does later through its context throws `LeaseLost`.
 */
export async function execute(handler: JobHandler, held: HeldRun, messageId: string | null): Promise<Ending> {
  const aborter = new AbortController();
  const ends = drainable(aborter);
  const leavings = runLeavings(messageId);
  const completion = completer(held, handler.job, leavings);
  const lease = holdLease(held, leavings, (reason) => {
    // A heartbeat that meets the row just completed finds it lost.
    if (!completion.isUnderWay()) aborter.abort(reason);
  });
  const limit = timeLimit(held.timeoutSeconds, aborter);
  const ctx = context(held, lease, aborter.signal, leavings, completion.complete);
  const bare = await Promise.race([
    run(handler, held, ctx, leavings),
    limit.over,
    onShutdown(aborter.signal),
  ]);
  limit.clear();
  ends();
  await lease.end();
  return { ...(settledBy(completion.settled()) ?? asAborted(bare, aborter.signal)), leavings };
}

async function run(handler: JobHandler, held: HeldRun, ctx: JobContext, leavings: Leavings): Promise<Bare> {
  try {
    const payload = await readPayload(handler.job, held);
    leavings.hide = payload.hide;
    if (payload.error !== null) return { kind: "payload-invalid", error: payload.error };
    // A schema that took longer than the limit has had the handler's time too.
    ctx.signal.throwIfAborted();
    const value = await handler.run(payload.data, ctx);
    return value instanceof Directive ? asDirected(value.what) : { kind: "returned", value };
  } catch (thrown) {
    return { kind: "threw", thrown };
  }
}

function asDirected(what: Directive["what"]): Bare {
  return what.kind === "settled" ? what : { kind: "directed", instruction: what };
}

/** What `ctx.complete` has committed stands, whatever the handler did after it. */
function settledBy(settled: Settled | null): Bare | null {
  return settled === null ? null : { kind: "settled", settled };
}

/** A run that was told to stop and did no more than stop ended for that reason. A result that came first stands. */
function asAborted(bare: Bare, { aborted, reason }: AbortSignal): Bare {
  if (!aborted || bare.kind === "returned" || bare.kind === "payload-invalid") return bare;
  if (reason instanceof CancelRequested) return { kind: "cancelled" };
  if (bare.kind !== "threw") return bare;
  if (reason instanceof TimeLimitReached) return { kind: "timed-out" };
  return reason instanceof ShuttingDown ? { kind: "shut-down" } : bare;
}

function onShutdown(signal: AbortSignal): Promise<Bare> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      if (signal.reason instanceof ShuttingDown)
        setTimeout(() => resolve({ kind: "shut-down" }), SHUTDOWN_GRACE_MS);
    });
  });
}

function timeLimit(seconds: number, aborter: AbortController): { over: Promise<Bare>; clear(): void } {
  const timers = [setTimeout(() => aborter.abort(new TimeLimitReached(seconds)), seconds * 1000)];
  const over = new Promise<Bare>((resolve) => {
    timers.push(setTimeout(() => resolve({ kind: "timed-out" }), seconds * 1000 + GRACE_MS));
  });
  return { over, clear: () => timers.forEach(clearTimeout) };
}
