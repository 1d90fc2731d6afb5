import type { WalkResult } from "./time-walk";
import { isIdle, type Timeline } from "./timeline";

/** What the clock shows. */
export type ClockReading = { now: number; frozen: boolean; delayScale: number };

/** The same, and what waits for it. */
export type ClockState = ClockReading & {
  /** Messages that wait: for their time, their turn in a queue, or room. */
  waiting: number;
  /** When the next thing is due: a message, a schedule, or the end of a flow-control period. */
  nextDueAt?: number;
  /** Attempts under way. */
  active: number;
  /** Nothing is under way, and nothing is due. */
  idle: boolean;
};

/** The same, after something that takes real time. */
export type ClockReport = ClockState & {
  /** False when its limit ended it before; the clock then stands or goes on where it has come to. */
  complete: boolean;
  /** How many times it moved on to. */
  steps: number;
  /** When not complete: the messages that are being delivered. */
  underWay?: string[];
};

export function readingOf({ clock }: Pick<Timeline, "clock">): ClockReading {
  return { now: clock.now(), frozen: clock.isFrozen(), delayScale: clock.delayScale() };
}

export function stateOf(line: Timeline): ClockState {
  const { workload } = line;
  return {
    ...readingOf(line),
    waiting: workload.unfinishedCount() - workload.activeMessageIds().length,
    nextDueAt: workload.nextDueAt(),
    active: workload.activeCount(),
    idle: isIdle(line),
  };
}

export function reportOf(line: Timeline, { complete, steps }: WalkResult): ClockReport {
  const underWay = complete ? undefined : line.workload.activeMessageIds();
  return { ...stateOf(line), complete, steps, underWay };
}
