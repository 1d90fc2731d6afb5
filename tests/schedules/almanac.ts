import { sql } from "drizzle-orm";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { createRegistry } from "@/lib/jobs/registry";
import { defineSchedule } from "@/lib/jobs/schedules/define";
import { type DeclaredSchedule, setUpSchedules } from "@/lib/jobs/schedules/set-up";
import type { SettingsInput } from "@/lib/jobs/schedules/settings";
import { exercise } from "@/tests/helpers/exercise-job";
import type { World } from "@/tests/helpers/world";

/** Due at the beginning of each year, so that no story meets a tick by chance. */
export const YEARLY = "0 0 1 1 *";

export const registry = createRegistry([exercise]);

/** A yearly schedule of the exercise job. */
export function yearly(
  id: string,
  changes: Partial<SettingsInput> = {},
  act: "return" | "wait-for-gate" = "return",
) {
  return defineSchedule({ id, job: exercise, payload: { act }, cron: YEARLY, ...changes });
}

/** Makes these the only declared schedules. */
export function declare(...schedules: DeclaredSchedule[]) {
  return setUpSchedules({ schedules, registry });
}

/** Ages a schedule: its tick of so many years ago is the next one of which nothing has become. */
export async function awaitTick(world: World, id: string, yearsAgo = 0): Promise<void> {
  await world.db.execute(sql`
    update schedules set next_tick_at =
      date_trunc('year', clock_timestamp() at time zone 'UTC') at time zone 'UTC' - make_interval(years => ${yearsAgo})
    where id = ${id}`);
}

/** Delivers a firing as QStash would, and answers with what it was told. */
export async function fire(world: World, id: string, environment = "test"): Promise<string> {
  const response = await world.deliver("/api/jobs/schedule", { v: 1, schedule: `${environment}-${id}` });
  if (response.status !== 200) throw new Error(`A firing was answered with ${response.status}.`);
  return z.object({ code: z.string() }).parse(await response.json()).code;
}

const occurrence = z.object({
  tick: z.string(),
  cause: z.string(),
  outcome: z.string(),
  jobId: z.string().nullable(),
});

/** What became of the ticks of a schedule, oldest first. */
export function occurrences(world: World, id: string) {
  return query(
    world.db,
    occurrence,
    sql`select to_char(tick at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') as tick, cause, outcome, job_id as "jobId"
      from schedule_occurrences where schedule_id = ${id} order by schedule_occurrences.tick`,
  );
}

/** Their outcomes alone. */
export async function outcomes(world: World, id: string): Promise<string[]> {
  return (await occurrences(world, id)).map(({ outcome }) => outcome);
}

/** The jobs of a schedule, oldest first. */
export function jobsOf(world: World, id: string) {
  return query(
    world.db,
    z.object({
      jobId: z.string(),
      status: z.string(),
      scheduledFor: z.string(),
      notBefore: z.string().nullable(),
      userId: z.coerce.number().nullable(),
      organizationId: z.coerce.number().nullable(),
    }),
    sql`select job_id as "jobId", status, scheduled_for::text as "scheduledFor", not_before::text as "notBefore",
        user_id as "userId", organization_id as "organizationId"
      from job_executions where schedule_id = ${id} order by job_id`,
  );
}

/** The first day of this year, as occurrences show it, or of an earlier one. */
export function newYear(yearsAgo = 0): string {
  return `${new Date().getUTCFullYear() - yearsAgo}-01-01T00:00Z`;
}
