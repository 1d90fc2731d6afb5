import { type Env, env } from "@/lib/env/env";
import { apply } from "./apply";
import type { SystemSchedule } from "./declare";
import { type Plan, plan } from "./plan";
import { type RegisteredSchedule, registeredSchedules } from "./registered";
import { idPrefix, wantedSchedules } from "./wanted";

/**
 * Makes QStash have the declared schedules, and no other of this environment. Doing it twice changes
 * nothing; schedules of others are not touched, and a paused one stays paused.
 *
 * @returns what was done.
 * @throws {EnvironmentError} or as `callQStash` does.
 */
export async function setUpSchedules(declared: readonly SystemSchedule[]): Promise<Plan> {
  const steps = await planSchedules(declared);
  await apply(steps);
  return steps;
}

/** What `setUpSchedules` would do now. @throws as it does. */
export async function planSchedules(declared: readonly SystemSchedule[]): Promise<Plan> {
  const checked = env();
  const wanted = wantedSchedules(declared, checked);
  return plan(wanted, await registeredSchedules(), (schedule) => isOurs(schedule, checked));
}

/**
 * The prefix alone does not tell: another app in the same account may call its environment the same, so a
 * schedule must also call this app's address.
 */
function isOurs({ scheduleId, destination }: RegisteredSchedule, checked: Env): boolean {
  return scheduleId.startsWith(idPrefix(checked)) && destination.startsWith(`${checked.BASE_URL}/`);
}
