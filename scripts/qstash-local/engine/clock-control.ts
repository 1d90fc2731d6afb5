import { badRequest } from "../http/http-error";
import type { ControlledClock } from "../time/controlled-clock";
import {
  readDelayScale,
  readPositive,
  readTimePoint,
  readTimeSpan,
  type TimePoint,
  type TimeSpan,
} from "../time/time-input";
import {
  type ClockReading,
  type ClockReport,
  type ClockState,
  readingOf,
  reportOf,
  stateOf,
} from "./clock-state";
import { rest, type WalkResult, walkTo, walkUntilDry, walkWhile } from "./time-walk";
import type { Timeline } from "./timeline";

/**
 * Time in the hands of a test: half an hour of backoff passes in milliseconds. It is the server's time only: what a
 * receiver checks against its own clock (signatures), and how long a destination may take, goes by the wall clock.
 *
 * One verb at a time, the next one waits until it is done. A bad argument rejects with what was expected.
 */
export type ClockControl = {
  /** Costs nothing, however much waits. */
  reading(): ClockReading;
  state(): ClockState;
  /** Time stands, at `at` if given. What is due is still delivered; what waits for a later time is not. */
  freeze(at?: TimePoint): Promise<ClockState>;
  /** Time goes on from what the clock shows. */
  resume(): Promise<ClockState>;
  /** Jumps, as over the sleep of a laptop: what came due on the way is delivered late, at the new time. */
  set(to: TimePoint): Promise<ClockState>;
  /** Moves on by this much, stopping wherever something is due until it is done with all that follows from it. */
  advance(by: TimeSpan, limit?: TimeLimit): Promise<ClockReport>;
  /** The same, to a point in time. */
  advanceTo(to: TimePoint, limit?: TimeLimit): Promise<ClockReport>;
  /** Finishes what is due, moves on to the next time at which something is (a schedule too), and finishes that. */
  next(limit?: TimeLimit): Promise<ClockReport>;
  /** Begins what is due now, and waits until it is done with all that follows at once. */
  runDue(limit?: TimeLimit): Promise<ClockReport>;
  /** Waits until nothing is under way or due. Moves nothing. */
  untilIdle(limit?: TimeLimit): Promise<ClockReport>;
  /**
   * Moves on until no message waits. Schedules fire on the way but are not waited for. Not complete when something
   * waits that no time brings on, such as a paused queue. `steps`: how many times it moves on to at most, default 10,000.
   */
  drain(limit?: TimeLimit & { steps?: number }): Promise<ClockReport>;
  /**
   * Multiplies the waits of messages that begin from now on: delay, not-before, backoff, retry delay, `Retry-After`.
   * 0 = no wait. Schedules, deduplication and rate periods keep their time.
   */
  delayScale(factor: number): Promise<ClockState>;
  /** The wall clock again, and the delay scale of the start. The only way back: what was planned keeps its time. */
  reset(): Promise<ClockState>;
};

/** Real time after which a verb answers what it has come to. Default: 10 s. */
export type TimeLimit = { timeout?: TimeSpan };

export function createClockControl(line: Timeline): ClockControl {
  const { clock } = line;
  const inTurn = createTurns();

  const change = (act: () => void) =>
    inTurn(async () => {
      act();
      return stateOf(line);
    });

  const travel = (limit: TimeLimit = {}, go: (timeoutMs: number) => Promise<WalkResult>) =>
    inTurn(async () => {
      const timeoutMs = readTimeout(limit);
      return reportOf(line, await standing(clock, () => go(timeoutMs)));
    });

  function freeze(at?: TimePoint): void {
    const time = at === undefined ? undefined : readAhead("at", at, clock);
    clock.freeze();
    if (time !== undefined) clock.moveTo(time);
  }

  const after = (by: TimeSpan) => readAhead("by", clock.now() + readTimeSpan("by", by), clock);

  return {
    reading: () => readingOf(line),
    state: () => stateOf(line),
    freeze: (at) => change(() => freeze(at)),
    resume: () => change(() => clock.resume()),
    set: (to) => change(() => clock.moveTo(readAhead("to", to, clock))),
    advance: (by, limit) => travel(limit, (timeoutMs) => walkTo(line, after(by), timeoutMs)),
    advanceTo: (to, limit) =>
      travel(limit, (timeoutMs) => walkTo(line, readAhead("to", to, clock), timeoutMs)),
    next: (limit) => travel(limit, (timeoutMs) => walkWhile(line, (_, steps) => steps < 1, timeoutMs)),
    runDue: (limit) => travel(limit, (timeoutMs) => walkWhile(line, () => false, timeoutMs)),
    untilIdle: async (limit = {}) => reportOf(line, await rest(line, readTimeout(limit))),
    drain: ({ steps = 10_000, ...limit } = {}) =>
      travel(limit, (timeoutMs) => walkUntilDry(line, readPositive("steps", steps), timeoutMs)),
    delayScale: (factor) => change(() => clock.setDelayScale(readDelayScale("factor", factor))),
    reset: () => change(() => clock.reset()),
  };
}

function readTimeout({ timeout = "10s" }: TimeLimit): number {
  return readTimeSpan("timeout", timeout);
}

/** Going back would leave things in the log, in windows and in plans that have not happened yet. */
function readAhead(name: string, value: TimePoint, clock: ControlledClock): number {
  const time = readTimePoint(name, value);
  const now = clock.now();
  if (time >= now) return time;
  throw badRequest(
    `invalid ${name}: the clock does not go back, it shows ${now}, came ${time}; only reset does, to the wall clock`,
  );
}

/** Holds the clock while it is walked, and lets it go on if it went before. */
async function standing<Result>(clock: ControlledClock, go: () => Promise<Result>): Promise<Result> {
  const wasFrozen = clock.isFrozen();
  clock.freeze();
  try {
    return await go();
  } finally {
    if (!wasFrozen) clock.resume();
  }
}

/** Lets one thing be done after the other. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(act: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(act);
    last = turn.catch(() => {});
    return turn;
  };
}
