import type { ControlledClock } from "../time/controlled-clock";

/** A clock, and what goes by it. */
export type Timeline = { clock: ControlledClock; workload: Workload };

/** What is still to be done, all accounts together. Asked anew each time: a restart replaces everything behind it. */
export type Workload = {
  /** When the next thing is due, schedules included; a time that has passed when it was not begun yet. */
  nextDueAt(): number | undefined;
  /** What waits for a time, without schedules, which would wait for ever. A few may mean nothing any more. */
  plannedCount(): number;
  /** Messages that are not finished. */
  unfinishedCount(): number;
  /** Attempts under way, or about to be as soon as a slot is free. */
  activeCount(): number;
  /** The messages that are being delivered. */
  activeMessageIds(): string[];
};

/** Nothing is under way, and nothing has come due. */
export function isIdle({ clock, workload }: Timeline): boolean {
  const next = workload.nextDueAt();
  return workload.activeCount() === 0 && (next === undefined || next > clock.now());
}
