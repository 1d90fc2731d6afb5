import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { HEARTBEAT_SECONDS, LEASE_SECONDS } from "@/lib/jobs/limits";
import { heartbeat, type Progress } from "@/lib/jobs/transitions/heartbeat";

/** Time between writes of progress, in milliseconds. */
const PROGRESS_EVERY_MS = 1000;

/** How long a run relies on its lease after it sent the last heartbeat that came through, in milliseconds. */
const SURE_FOR_MS = (LEASE_SECONDS - HEARTBEAT_SECONDS / 2) * 1000;

/** The abort reason of a run whose row belongs to somebody else, or whose database is out of reach. */
export class LeaseLost extends Error {
  override name = "LeaseLost";

  constructor() {
    super("This run no longer holds its job; whatever it does now is not recorded.");
  }
}

export type Lease = {
  /** Notes progress for the next write; null keeps what there is. @throws {LeaseLost} after `end`. */
  report(progress: Progress | null): void;
  /** Progress that no heartbeat has written. */
  unwritten(): Progress | null;
  /** Stops the heartbeats and waits for one under way. */
  end(): Promise<void>;
};

/**
 * Keeps a run's lease alive: first heartbeat after 10 s, then every 10 s, sooner when there is progress to
 * write. Calls `onLost` once when the row went to another run, or no heartbeat came through for almost a lease.
 */
export function holdLease(run: { jobId: string; run: number }, onLost: () => void): Lease {
  let progress: Progress | null = null;
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
    const writing = progress;
    progress = null;
    isWriting = true;
    const sentAt = Date.now();
    try {
      if (!(await heartbeat(database(), run, writing))) return lose();
      lastBeat = Date.now();
      clearTimeout(lapse);
      if (!ended) lapse = setTimeout(lose, sentAt + SURE_FOR_MS - lastBeat);
    } catch (error) {
      progress ??= writing;
      emit({ name: "step-failed", during: "extend a lease", error: describeError(error).message });
    } finally {
      isWriting = false;
    }
    schedule(progress === null ? HEARTBEAT_SECONDS * 1000 : PROGRESS_EVERY_MS);
  }

  function schedule(inMs: number): void {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(beat, inMs);
  }

  function lose(): void {
    if (!ended) onLost();
  }

  return {
    report(next) {
      if (ended) throw new LeaseLost();
      if (next === null) return;
      const isScheduled = isWriting || progress !== null;
      progress = next;
      if (!isScheduled) schedule(Math.max(0, PROGRESS_EVERY_MS - (Date.now() - lastBeat)));
    },
    unwritten: () => progress,
    async end() {
      ended = true;
      clearTimeout(timer);
      clearTimeout(lapse);
      await beating;
    },
  };
}
