import { type Difference, differences } from "./differences";
import type { RegisteredSchedule } from "./registered";
import type { WantedSchedule } from "./wanted";

/** What becomes of one schedule. `isPaused` stays as it is in any case. */
export type Step =
  | { verb: "create"; id: string; wanted: WantedSchedule }
  | { verb: "change"; id: string; wanted: WantedSchedule; differences: Difference[]; isPaused: boolean }
  | { verb: "delete"; id: string; actual: RegisteredSchedule }
  | { verb: "keep"; id: string; isPaused: boolean };

/** One step for each declared schedule and for each one of ours that is declared no more. */
export type Plan = readonly Step[];

/**
 * Compares what should be with what is. Deletes only where `isOurs` says so; a schedule that is neither
 * wanted nor ours has no step.
 */
export function plan(
  wanted: readonly WantedSchedule[],
  registered: readonly RegisteredSchedule[],
  isOurs: (schedule: RegisteredSchedule) => boolean,
): Plan {
  const actual = new Map(registered.map((schedule) => [schedule.scheduleId, schedule]));
  const wantedIds = new Set(wanted.map(({ scheduleId }) => scheduleId));
  const surplus = registered.filter((each) => isOurs(each) && !wantedIds.has(each.scheduleId));
  return [
    ...wanted.map((schedule) => stepFor(schedule, actual.get(schedule.scheduleId))),
    ...surplus.map((schedule): Step => ({ verb: "delete", id: schedule.scheduleId, actual: schedule })),
  ];
}

/** True when QStash has the declared schedules, exactly. */
export function isUpToDate(steps: Plan): boolean {
  return steps.every(({ verb }) => verb === "keep");
}

function stepFor(wanted: WantedSchedule, actual: RegisteredSchedule | undefined): Step {
  const id = wanted.scheduleId;
  if (actual === undefined) return { verb: "create", id, wanted };
  const { isPaused } = actual;
  const different = differences(actual, wanted);
  if (different.length === 0) return { verb: "keep", id, isPaused };
  return { verb: "change", id, wanted, differences: different, isPaused };
}
