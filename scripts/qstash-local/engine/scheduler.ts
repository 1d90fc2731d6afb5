import { parseCron } from "../time/cron";
import type { Account } from "./account";
import type { Schedule } from "./schedule";

/** The schedules of one account, and their firing. */
export type Scheduler = {
  /** Creates or replaces. A replaced schedule stays paused and keeps its `createdAt` (register 12). */
  put(schedule: Pick<Schedule, "id" | "cron" | "request">): Schedule;
  /** Keeps what has changed about a schedule. */
  save(schedule: Schedule): void;
  get(id: string): Schedule | undefined;
  /** In order of creation. */
  list(): Schedule[];
  /** Messages already made go on. */
  delete(id: string): boolean;
  /**
   * Publishes now, also while paused; the plan of the cron does not change. Returns the ids of the messages: several
   * for a URL group, none for a duplicate.
   *
   * @throws what the publish was refused with, for example that the URL group is gone. The schedule remembers it.
   */
  fire(schedule: Schedule): string[];
};

/** @param publish publishes what a schedule asks for, now; returns the ids of the messages it made. */
export function createScheduler(account: Account, publish: (schedule: Schedule) => string[]): Scheduler {
  const { clock, agenda } = account;
  const schedules = account.tables.schedules;

  /** The next firing counts from now, not from the last one: after a gap it runs once, without catching up. */
  function planNext(schedule: Schedule): void {
    const next = parseCron(schedule.cron).nextAfter(clock.now());
    schedule.nextScheduleTime = next;
    save(schedule);
    plan(schedule);
  }

  function plan(schedule: Schedule): void {
    const { nextScheduleTime } = schedule;
    if (nextScheduleTime !== undefined) agenda.at(nextScheduleTime, () => due(schedule), { recurs: true });
  }

  function due(schedule: Schedule): void {
    if (schedules.get(schedule.id) !== schedule) return;
    if (!schedule.isPaused) fireOnTime(schedule);
    planNext(schedule);
  }

  function fireOnTime(schedule: Schedule): void {
    try {
      fire(schedule);
    } catch {
      // Nobody waits for an answer here; whoever looks at the schedule finds it in `error`.
    }
  }

  function fire(schedule: Schedule): string[] {
    try {
      const ids = publish(schedule);
      schedule.lastScheduleTime = clock.now();
      schedule.lastStates = new Map(ids.map((id) => [id, "IN_PROGRESS"]));
      schedule.error = undefined;
      return ids;
    } catch (error) {
      schedule.error = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      save(schedule);
    }
  }

  const save = (schedule: Schedule) => schedules.set(schedule.id, schedule);

  // A time that passed while the server was down is made up once, like one that passed while the machine slept.
  for (const schedule of schedules.values()) plan(schedule);

  return {
    save,
    put(wanted) {
      const old = schedules.get(wanted.id);
      const schedule = {
        ...wanted,
        createdAt: old?.createdAt ?? clock.now(),
        isPaused: old?.isPaused ?? false,
        lastStates: new Map(),
      };
      planNext(schedule);
      return schedule;
    },
    get: (id) => schedules.get(id),
    list: () => [...schedules.values()],
    delete: (id) => schedules.delete(id),
    fire,
  };
}
