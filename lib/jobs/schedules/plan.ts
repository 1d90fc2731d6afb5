import { type Difference, differences } from "./differences";
import type { RegisteredSchedule } from "./registered";
import { rowDifferences } from "./row-differences";
import type { StoredSchedule } from "./rows";
import type { WantedSchedule } from "./wanted";

/** A schedule as it should be: QStash's copy and, where it starts jobs, our row. */
export type Target = {
  copy: WantedSchedule;
  row: StoredSchedule | null;
  /** Somebody made it while the app ran: it has its row already, and is not declared. */
  isRunTime: boolean;
};

/** The schedules there are: at QStash whoever made them, and our rows. */
export type Actual = {
  registered: readonly RegisteredSchedule[];
  /** With the id of the copy that each has at QStash. */
  rows: readonly (StoredSchedule & { isPaused: boolean; copyId: string })[];
};

/** What becomes of one schedule. `isPaused` stays as it is in any case. */
export type Step =
  | { verb: "create"; id: string; target: Target }
  | {
      verb: "change";
      id: string;
      target: Target;
      differences: Difference[];
      /** False: QStash's copy is as it should be, and the row was there. */
      concernsQStash: boolean;
      isPaused: boolean;
    }
  | { verb: "delete"; id: string; actual: RegisteredSchedule | null; rowId: string | null }
  | { verb: "keep"; id: string; isPaused: boolean; isRunTime: boolean };

/** One step for each schedule that should be, and for each one of ours that should be no more. */
export type Plan = readonly Step[];

/**
 * Compares what should be with what is. Deletes copies only where `isOurs` says so, and rows that were declared;
 * what is neither wanted nor ours has no step.
 */
export function plan(
  targets: readonly Target[],
  { registered, rows }: Actual,
  isOurs: (schedule: RegisteredSchedule) => boolean,
): Plan {
  const copies = new Map(registered.map((schedule) => [schedule.scheduleId, schedule]));
  const stored = new Map(rows.map((row) => [row.id, row]));
  const wantedIds = new Set(targets.map(({ copy }) => copy.scheduleId));
  const wantedRows = new Set(targets.map(({ row }) => row?.id));
  const surplus = registered.filter((each) => isOurs(each) && !wantedIds.has(each.scheduleId));
  const surplusRows = rows.filter(({ id, organizationId }) => organizationId === null && !wantedRows.has(id));
  return [
    ...targets.map((target) =>
      stepFor(target, copies.get(target.copy.scheduleId), target.row ? stored.get(target.row.id) : undefined),
    ),
    ...deletions(surplus, surplusRows),
  ];
}

/** True when there is nothing to do. */
export function isUpToDate(steps: Plan): boolean {
  return steps.every(({ verb }) => verb === "keep");
}

function stepFor(
  target: Target,
  copy: RegisteredSchedule | undefined,
  row: Actual["rows"][number] | undefined,
): Step {
  const id = target.copy.scheduleId;
  if (copy === undefined && (target.row === null || row === undefined)) return { verb: "create", id, target };
  const isPaused = copy?.isPaused === true || row?.isPaused === true;
  const ofTheCopy = ofCopy(target, copy);
  const different = oncePerSetting([...ofRow(target, row), ...ofTheCopy]);
  if (different.length === 0) return { verb: "keep", id, isPaused, isRunTime: target.isRunTime };
  const concernsQStash = ofTheCopy.length > 0 || (target.row !== null && row === undefined);
  return { verb: "change", id, target, differences: different, concernsQStash, isPaused };
}

function ofRow({ row: wanted }: Target, actual: StoredSchedule | undefined): Difference[] {
  if (wanted === null) return [];
  if (actual === undefined) return [{ setting: "database", actual: "none", wanted: "as declared" }];
  return rowDifferences(actual, wanted);
}

function ofCopy({ copy: wanted }: Target, actual: RegisteredSchedule | undefined): Difference[] {
  if (actual === undefined) return [{ setting: "QStash", actual: "none", wanted: "registered" }];
  return differences(actual, wanted);
}

/** The row's cron is in the copy too. */
function oncePerSetting(all: Difference[]): Difference[] {
  return all.filter(({ setting }, index) => all.findIndex((one) => one.setting === setting) === index);
}

/** A row and a copy of one schedule go together. */
function deletions(surplus: readonly RegisteredSchedule[], rows: Actual["rows"]): Step[] {
  const ofRows = rows.map(({ id: rowId, copyId: id }): Step => {
    const actual = surplus.find(({ scheduleId }) => scheduleId === id) ?? null;
    return { verb: "delete", id, actual, rowId };
  });
  const taken = new Set(ofRows.map(({ id }) => id));
  const others = surplus
    .filter(({ scheduleId }) => !taken.has(scheduleId))
    .map((actual): Step => ({ verb: "delete", id: actual.scheduleId, actual, rowId: null }));
  return [...ofRows, ...others];
}
