import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { isIdle, type Timeline } from "./timeline";

/** How a walk ended: `complete` is false when the real time for it was over before. */
export type WalkResult = { complete: boolean; steps: number };

/** Moves on to `target`, over everything that is due by then. The clock must stand, here and below. */
export async function walkTo(line: Timeline, target: number, timeoutMs: number): Promise<WalkResult> {
  const result = await walkWhile(line, (next) => next <= target, timeoutMs);
  if (result.complete) line.clock.moveTo(target);
  return result;
}

/** Moves on until no message waits that time can bring on, or by `stepsMax` times. Complete when none waits at all. */
export async function walkUntilDry(line: Timeline, stepsMax: number, timeoutMs: number): Promise<WalkResult> {
  const { workload } = line;
  const goesOn = (_: number, steps: number) =>
    workload.unfinishedCount() > 0 && workload.plannedCount() > 0 && steps < stepsMax;
  const { complete, steps } = await walkWhile(line, goesOn, timeoutMs);
  return { complete: complete && workload.unfinishedCount() === 0, steps };
}

/**
 * Moves from one due time to the next, and at each lets all that happens come to rest before it goes on: so a retry is
 * planned from the very moment of its failure, as if the hours between had passed.
 *
 * @param goesTo asked before each step, with the time that is next and the steps done. @param timeoutMs real time.
 */
export async function walkWhile(
  line: Timeline,
  goesTo: (nextDueAt: number, steps: number) => boolean,
  timeoutMs: number,
): Promise<WalkResult> {
  const { clock, workload } = line;
  const isOver = timer(timeoutMs);
  // Wakes who is due already, rather than leaving it to the next timer.
  clock.moveTo(clock.now());
  for (let steps = 0; ; steps++) {
    if (!(await comesToRest(line, isOver))) return { complete: false, steps };
    const next = workload.nextDueAt();
    if (next === undefined || !goesTo(next, steps)) return { complete: true, steps };
    if (isOver()) return { complete: false, steps };
    clock.moveTo(next);
  }
}

/** Waits until nothing is under way or due, on a clock that goes or stands. */
export async function rest(line: Timeline, timeoutMs: number): Promise<WalkResult> {
  return { complete: await comesToRest(line, timer(timeoutMs)), steps: 0 };
}

/** In real time: the clock that is walked says nothing about how long the walk takes. */
function timer(timeoutMs: number): () => boolean {
  const end = performance.now() + timeoutMs;
  return () => performance.now() >= end;
}

const BUSY_TURNS = 2000;

/**
 * Looks at each turn of the event loop, because most attempts take a millisecond and a walk may have ten thousand
 * steps; a destination that takes its time is asked about less often.
 */
async function comesToRest(line: Timeline, isOver: () => boolean): Promise<boolean> {
  for (let turns = 0; ; turns++) {
    await (turns < BUSY_TURNS ? nextTurn() : sleep(5));
    if (isIdle(line)) return true;
    if (isOver()) return false;
  }
}
