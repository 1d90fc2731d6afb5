import { setTimeout as sleep } from "node:timers/promises";
import { isDraining } from "@/lib/jobs/worker/drain";

/** Pauses between two looks, in milliseconds: soon at first, then at most a second apart. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1_000;

type Waiting<Found> = {
  seconds: number;
  /** Reads once, and holds nothing when it has answered. */
  read: () => Promise<Found | null>;
  /** Nothing to wait for: this is news to who asks. */
  isNews: (found: Found) => boolean;
};

/** Who holds too many long polls waits so long for one look, in milliseconds. */
const LATE_MS = 5_000;

/** The wait of somebody who holds too many: one look, at its end, so that asking anew at once does not hurt either. */
export async function lookLate<Found>(
  { signal }: Request,
  seconds: number,
  read: () => Promise<Found | null>,
): Promise<Found | null> {
  await sleep(Math.min(seconds * 1_000, LATE_MS), undefined, { signal }).catch(() => undefined);
  return await read();
}

/**
 * Reads again and again until there is news, the thing is gone, the time is over, the client has gone or this process is
 * to stop. Nothing is held between two looks: no connection, no transaction.
 *
 * @returns what the last look saw.
 */
export async function untilNews<Found>(
  { signal }: Request,
  { seconds, read, isNews }: Waiting<Found>,
): Promise<Found | null> {
  const end = performance.now() + seconds * 1_000;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    const found = await read();
    const left = end - performance.now();
    if (found === null || isNews(found) || left <= 0 || signal.aborted || isDraining()) return found;
    await sleep(Math.min(pause, left), undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  }
}
