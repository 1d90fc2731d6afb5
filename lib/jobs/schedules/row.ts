import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { foreignOwner } from "@/lib/jobs/install/owner";
import { rules } from "./settings";

/** Milliseconds since 1970, by the database. */
const moment = z.number().transform((milliseconds) => new Date(milliseconds));

const scheduleRow = z.object({
  id: z.string(),
  type: z.string(),
  organizationId: z.number().nullable(),
  cron: z.string(),
  timezone: z.string(),
  rules,
  nextTickAt: moment.nullable(),
  isPaused: z.boolean(),
  /** The database's time. */
  now: moment,
});

/** A schedule as it stands, with the database's time: what a decision about its ticks is made of. */
export type ScheduleRow = z.output<typeof scheduleRow>;

/**
 * Locks a schedule for the rest of the transaction, so that its ticks are decided one after another. Null where there
 * is none, or it is deleted.
 */
export async function lockSchedule(executor: Executor, id: string): Promise<ScheduleRow | null> {
  const [row] = await query(
    executor,
    scheduleRow,
    sql`select id, job_type as type, organization_id::float8 as "organizationId", cron, timezone, rules,
        ${milliseconds(sql`next_tick_at`)} as "nextTickAt", paused_at is not null as "isPaused",
        ${milliseconds(sql`clock_timestamp()`)} as now
      from schedules
      where id = ${id} and deleted_at is null and ${foreignOwner()} is null
      for update`,
  );
  return row ?? null;
}

/** A moment as a number that every driver reads in the same way. */
export const milliseconds = (at: SQL): SQL => sql`(extract(epoch from ${at}) * 1000)::float8`;
