import { Cron } from "croner";
import { cronIssue, tidied } from "./cron-issue";
import { ScheduleError } from "./schedule-error";

/**
 * The moments at which a schedule is due, its ticks. Where a zone skips an hour, a fixed time in it is due once, as
 * the hour ends, and a list or step of minutes is not. Where it repeats an hour, a fixed time is due once, the first
 * time, and a list or step both times.
 */
export type Ticks = {
  /** The first tick after this moment. */
  after(moment: Date): Date;
  /** So many ticks after this moment, in their order. */
  next(count: number, moment: Date): Date[];
  /** Up to so many ticks, the latest at or before this moment, in their order. */
  latest(count: number, moment: Date): Date[];
};

/** @throws {ScheduleError} for a cron expression or a zone that no schedule may have. */
export function ticksOf({ id, cron, timezone }: { id: string; cron: string; timezone: string }): Ticks {
  const issue = cronIssue(cron, timezone);
  if (issue !== null) throw new ScheduleError(id, [issue]);
  const pattern = new Cron(tidied(cron), { timezone, mode: "5-part", paused: true });
  const next = (count: number, moment: Date): Date[] => pattern.nextRuns(count, moment);
  return {
    next,
    after(moment) {
      const [first] = next(1, moment);
      if (first !== undefined) return first;
      throw new ScheduleError(id, [{ path: ["cron"], message: `never fires after ${moment.toISOString()}` }]);
    },
    // Asked for what lies before a moment, the pattern leaves out the moment itself.
    latest: (count, moment) => pattern.previousRuns(count, new Date(moment.getTime() + 1)).toReversed(),
  };
}
