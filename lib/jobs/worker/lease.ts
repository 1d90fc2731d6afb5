import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { HEARTBEAT_SECONDS, LEASE_SECONDS } from "@/lib/jobs/limits";
import { type Heartbeat, heartbeat, type Progress } from "@/lib/jobs/transitions/heartbeat";
import type { Leavings } from "./leavings";
import { CancelRequested, LeaseLost } from "./run-ended";

/** Time between writes of progress, in milliseconds. */
const PROGRESS_EVERY_MS = 1000;

/** Time until the next try when a heartbeat did not come through, in milliseconds. */
const AGAIN_MS = 2000;

/** How long a run relies on its lease after it sent the last heartbeat that came through, in milliseconds. */
const SURE_FOR_MS = (LEASE_SECONDS - HEARTBEAT_SECONDS / 2) * 1000;

export type Lease = {
  /** Notes progress for the next write; null keeps what there is. @throws {LeaseLost} after `end`. */
  report(progress: Progress | null): void;
  /** @throws {LeaseLost} after `end`. */
  assertHeld(): void;
  /** Stops the heartbeats and waits for one under way. */
  end(): Promise<void>;
};

/**
 * Keeps a run's lease alive: first heartbeat after 10 s, then every 10 s, sooner when there is progress to
 * write. Aborts the run when its row went to another one, when no heartbeat came through for almost a lease, and
 * when its cancellation was asked for.
 */
export function holdLease(
  run: { jobId: string; run: number },
  leavings: Pick<Leavings, "progress" | "logs">,
  abort: (reason: LeaseLost | CancelRequested) => void,
): Lease {
  let ended = false;
  let isWriting = false;
  let beating: Promise<void> = Promise.resolve();
  let lastBeat = Date.now();
  let timer = setTimeout(beat, HEARTBEAT_SECONDS * 1000);
  // Its own timer: a heartbeat that hangs must not keep the run believing in a lease that has lapsed.
  let lapse = setTimeout(lose, SURE_FOR_MS);

  function beat(): void {
    beating = write();
  }

  async function write(): Promise<void> {
    const { progress, logs } = leavings;
    leavings.progress = null;
    isWriting = true;
    let nextMs = HEARTBEAT_SECONDS * 1000;
    const sentAt = Date.now();
    try {
      heed(await heartbeat(database(), run, progress, logs));
      leavings.logs = leavings.logs.slice(logs.length);
      lastBeat = Date.now();
      clearTimeout(lapse);
      if (!ended) lapse = setTimeout(lose, sentAt + SURE_FOR_MS - lastBeat);
    } catch (error) {
      leavings.progress ??= progress;
      nextMs = AGAIN_MS;
      emit({ name: "step-failed", during: "extend a lease", error: describeError(error).message });
    } finally {
      isWriting = false;
    }
    schedule(leavings.progress === null ? nextMs : PROGRESS_EVERY_MS);
  }

  function heed(answer: Heartbeat): void {
    if (answer === "lost") lose();
    if (answer === "cancel-requested" && !ended) abort(new CancelRequested());
  }

  function schedule(inMs: number): void {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(beat, inMs);
  }

  function lose(): void {
    if (!ended) abort(new LeaseLost());
  }

  function assertHeld(): void {
    if (ended) throw new LeaseLost();
  }

  return {
    assertHeld,
    report(progress) {
      assertHeld();
      if (progress === null) return;
      const isScheduled = isWriting || leavings.progress !== null;
      leavings.progress = progress;
      if (!isScheduled) schedule(Math.max(0, PROGRESS_EVERY_MS - (Date.now() - lastBeat)));
    },
    async end() {
      ended = true;
      clearTimeout(timer);
      clearTimeout(lapse);
      await beating;
    },
  };
}
