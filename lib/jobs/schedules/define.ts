import type { JobDefinition, JobInput } from "@/lib/jobs/define";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { isScheduleName, WRONG_NAME } from "./organization-schedule-id";
import { ScheduleError } from "./schedule-error";
import { type Settings, type SettingsInput, settings } from "./settings";

/** What may be said about each job of a schedule, as in `enqueue`. */
type ScheduledOptions = Pick<
  EnqueueOptions,
  "retries" | "priority" | "onSuccess" | "onFailure" | "notifyOnFailure"
>;

/** A schedule that starts a job at each tick. */
export type JobSchedule = {
  readonly id: string;
  readonly job: JobDefinition;
  readonly payload: unknown;
  readonly options: ScheduledOptions;
  readonly settings: Settings;
};

type Declaration<Job extends JobDefinition> = SettingsInput & {
  /** Lower-case letters, digits, `-` and `_`, at most 64; unique and never renamed: rows and QStash carry it. */
  id: string;
  job: Job;
  /** The same at each tick. Checked when `pnpm jobs:setup` writes it, and before each run. */
  payload: JobInput<Job>;
  /** As for each job in `enqueue`. */
  options?: ScheduledOptions;
};

/**
 * Declares a schedule for the list in `lib/schedules.ts`; `pnpm jobs:setup` makes it so.
 *
 * @throws {ScheduleError} for a cron expression, a zone or a rule that cannot be meant, saying which and what to do.
 */
export function defineSchedule<Job extends JobDefinition>(given: Declaration<Job>): JobSchedule {
  const { id, job, payload, options = {}, ...rest } = given;
  if (!isScheduleName(id)) throw new ScheduleError(id, [{ path: ["id"], message: WRONG_NAME }]);
  return { id, job, payload, options, settings: checkedSettings(id, rest) };
}

/** The settings with their defaults. @throws {ScheduleError} */
export function checkedSettings(id: string, given: SettingsInput): Settings {
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new ScheduleError(id, parsed.error.issues);
  return parsed.data;
}
