import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query, type Transaction } from "@/lib/db/database";
import { env } from "@/lib/env/env";
import type { JobDefinition, JobInput } from "@/lib/jobs/define";
import { assertOwnDatabase } from "@/lib/jobs/install/owner";
import { prepareScheduled } from "@/lib/jobs/prepare";
import type { By } from "@/lib/jobs/transitions/audit";
import { checkedSettings } from "./define";
import { organizationScheduleId } from "./organization-schedule-id";
import { registerSoon } from "./register";
import { databaseNow, type StoredSchedule, writeSchedule } from "./rows";
import type { SettingsInput } from "./settings";
import { ticksOf } from "./ticks";

/** Thrown when an organization has as many schedules as it may. Nothing was written. */
export class ScheduleLimitError extends Error {
  override name = "ScheduleLimitError";

  constructor(organizationId: number, most: number) {
    super(
      `Organization ${organizationId} has ${most} schedules, which is as many as it may have. Remove one first, or ` +
        "raise JOBS_SCHEDULES_PER_ORGANIZATION.",
    );
  }
}

/** Whose schedule it is, what it is called there, and when. */
export type ScheduleOptions = SettingsInput & {
  /** Lower-case letters, digits, `-` and `_`, at most 64; unique in the organization. */
  name: string;
  /** Its jobs belong to them. */
  actor: { userId: number | null; organizationId: number };
};

export type Scheduled = {
  scheduleId: string;
  /** False: it was so already. */
  isChanged: boolean;
  /** False: QStash could not be told yet. Reconcile does it, and looks after the ticks until then. */
  isRegistered: boolean;
  /** When it is due next. */
  nextRuns: Date[];
};

/**
 * Makes a schedule for an organization, or changes the one of that name. The row comes first: QStash being away fails
 * nothing. Whoever calls this has checked that the person may.
 *
 * @throws {ScheduleError} {@link PayloadError} {@link EnqueueOptionsError} {@link ScheduleLimitError} Nothing was written.
 */
export async function schedule<Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  { name, actor, ...given }: ScheduleOptions,
): Promise<Scheduled> {
  const id = organizationScheduleId({ name, organizationId: actor.organizationId });
  const { cron, timezone, ...rules } = checkedSettings(id, given);
  const execution = await prepareScheduled(job, payload, { actor });
  const row = { id, organizationId: actor.organizationId, type: job.type, execution, cron, timezone, rules };
  await assertOwnDatabase(database());
  const { isChanged, nextRuns } = await database().transaction((tx) =>
    write(tx, row, { userId: actor.userId }),
  );
  return { scheduleId: id, isChanged, isRegistered: await registered(id), nextRuns };
}

const NEXT_RUNS = 3;

async function write(tx: Transaction, row: StoredSchedule & { organizationId: number }, by: By) {
  await assertRoom(tx, row);
  const nextRuns = ticksOf(row).next(NEXT_RUNS, await databaseNow(tx));
  const [first = new Date(0)] = nextRuns;
  return { isChanged: await writeSchedule(tx, row, first, by), nextRuns };
}

/** Two at once take turns, so that both together do not pass the limit. */
async function assertRoom(
  tx: Transaction,
  { id, organizationId }: { id: string; organizationId: number },
): Promise<void> {
  const most = env().JOBS_SCHEDULES_PER_ORGANIZATION;
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`schedules of ${organizationId}`}, 0))`,
  );
  const [others] = await query(
    tx,
    z.object({ count: z.number() }),
    sql`select count(*)::int as count from schedules
      where organization_id = ${organizationId}::bigint and deleted_at is null and id <> ${id}`,
  );
  if ((others?.count ?? 0) >= most) throw new ScheduleLimitError(organizationId, most);
}

/** A change of the payload alone is no concern of QStash's. */
async function registered(id: string): Promise<boolean> {
  if (await registerSoon(id)) return true;
  const [row] = await query(
    database(),
    z.object({ isRegistered: z.boolean() }),
    sql`select registered_at is not null as "isRegistered" from schedules where id = ${id}`,
  );
  return row?.isRegistered ?? false;
}
