import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Env, env } from "@/lib/env/env";
import { EnqueueOptionsError } from "@/lib/jobs/enqueue-options";
import { PayloadError, UpcastError } from "@/lib/jobs/errors";
import { prepareScheduled } from "@/lib/jobs/prepare";
import type { Registry } from "@/lib/jobs/registry";
import { apply } from "./apply";
import type { SystemSchedule } from "./declare";
import type { JobSchedule } from "./define";
import { fromDatabase } from "./from-database";
import { type Plan, plan, type Target } from "./plan";
import { type RegisteredSchedule, registeredSchedules } from "./registered";
import { type StoredSchedule, storedSchedules } from "./rows";
import { ScheduleError } from "./schedule-error";
import { idPrefix, wantedCopy, wantedSystem } from "./wanted";

/** What `lib/schedules.ts` lists. */
export type DeclaredSchedule = SystemSchedule | JobSchedule;

/** The app's schedules, and the jobs of those that were made while it ran. */
export type Declared = { schedules: readonly DeclaredSchedule[]; registry: Pick<Registry, "jobs"> };

/**
 * Makes the database and QStash have the declared schedules, and no other of this environment that is declared no
 * more; gives QStash its copies of those that were made at run time. Doing it twice changes nothing; schedules of
 * others are not touched, and a paused one stays paused.
 *
 * @returns what was done.
 * @throws {EnvironmentError} {@link PayloadError} {@link EnqueueOptionsError} {@link ScheduleError} {@link DatabaseAway} or as `callQStash` does.
 */
export async function setUpSchedules(declared: Declared): Promise<Plan> {
  const steps = await planSchedules(declared);
  await apply(steps);
  return steps;
}

/** What `setUpSchedules` would do now. @throws as it does. */
export async function planSchedules({ schedules, registry }: Declared): Promise<Plan> {
  const checked = env();
  assertUnique(schedules);
  // First: of what somebody makes meanwhile the copy is missing then, instead of one too many.
  const registered = await registeredSchedules();
  const stored = await fromDatabase(() => storedSchedules(database()));
  const rows = stored.map((row) => ({ ...row, copyId: `${idPrefix(checked)}${row.id}` }));
  const ofOrganizations = rows.filter(({ organizationId }) => organizationId !== null);
  const targets = [
    ...(await Promise.all(schedules.map((schedule) => declaredTarget(schedule, checked)))),
    ...(await Promise.all(ofOrganizations.map((row) => runTimeTarget(row, registry, checked)))),
  ];
  return plan(targets, { registered, rows }, (schedule) => isOurs(schedule, checked));
}

function assertUnique(schedules: readonly DeclaredSchedule[]): void {
  const ids = schedules.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw new ScheduleError(twice, [{ path: ["id"], message: "two schedules have it: give one another id" }]);
}

async function declaredTarget(declared: DeclaredSchedule, checked: Env): Promise<Target> {
  if (!("job" in declared)) return { copy: wantedSystem(declared, checked), row: null, isRunTime: false };
  const row = await declaredRow(declared);
  return { copy: wantedCopy(row, checked), row, isRunTime: false };
}

async function declaredRow({ id, job, payload, options, settings }: JobSchedule): Promise<StoredSchedule> {
  const { cron, timezone, ...rules } = settings;
  const execution = await prepareScheduled(job, payload, options);
  return { id, organizationId: null, type: job.type, execution, cron, timezone, rules };
}

/** As it is, with the policy that its job has now. */
async function runTimeTarget(
  row: StoredSchedule,
  registry: Declared["registry"],
  checked: Env,
): Promise<Target> {
  const job = registry.jobs.find(({ type }) => type === row.type);
  const execution = job === undefined ? row.execution : await withPolicyOf(job, row);
  return { copy: wantedCopy(row, checked), row: { ...row, execution }, isRunTime: true };
}

const kept = z.object({
  payload: z.unknown(),
  payloadVersion: z.number().default(1),
  userId: z.number().nullable(),
});

/** A payload that does not fit any more stays as it is: its next job fails, and says why to whoever looks. */
async function withPolicyOf(
  job: Declared["registry"]["jobs"][number],
  { execution, organizationId }: StoredSchedule,
): Promise<StoredSchedule["execution"]> {
  const { payload, payloadVersion, userId } = kept.parse(execution);
  try {
    return await prepareScheduled(job, payload, { actor: { userId, organizationId } }, payloadVersion);
  } catch (error) {
    if (isUnfit(error)) return execution;
    throw error;
  }
}

function isUnfit(error: unknown): boolean {
  // The last one: its definition makes no concurrency key of it.
  return [PayloadError, UpcastError, EnqueueOptionsError].some((kind) => error instanceof kind);
}

/**
 * The prefix alone does not tell: another app in the same account may call its environment the same, so a
 * schedule must also call this app's address.
 */
function isOurs({ scheduleId, destination }: RegisteredSchedule, checked: Env): boolean {
  return scheduleId.startsWith(idPrefix(checked)) && destination.startsWith(`${checked.BASE_URL}/`);
}
