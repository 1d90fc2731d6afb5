import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import { assertOwnDatabase } from "@/lib/jobs/install/owner";
import { auditedSchedule, type By, type ScheduleDeed } from "@/lib/jobs/transitions/audit";
import { registerSoon } from "./register";
import { lockSchedule } from "./row";
import { ticksOf } from "./ticks";

/**
 * Lets a schedule start nothing until it is resumed: its ticks are skipped, for good. Here and at QStash; what fires
 * all the same is ignored and reported. Declared ones too: `pnpm jobs:setup` does not resume them.
 *
 * @returns false where it is paused already, or there is none of this id.
 */
export async function pauseSchedule(id: string, by: By): Promise<boolean> {
  await assertOwnDatabase(database());
  const isPaused = await moved(
    database(),
    id,
    sql`paused_at is null`,
    sql`paused_at = clock_timestamp()`,
    "pause-schedule",
    by,
  );
  if (isPaused) await registerSoon(id);
  return isPaused;
}

/**
 * Ends a pause: the next tick from now on is the first.
 *
 * @returns false where it is not paused, or there is none of this id.
 */
export async function resumeSchedule(id: string, by: By): Promise<boolean> {
  await assertOwnDatabase(database());
  const isResumed = await database().transaction(async (tx) => {
    const row = await lockSchedule(tx, id);
    if (row === null) return false;
    const first = ticksOf(row).after(row.now).toISOString();
    const set = sql`paused_at = null, next_tick_at = ${first}::timestamptz`;
    return moved(tx, id, sql`paused_at is not null`, set, "resume-schedule", by);
  });
  if (isResumed) await registerSoon(id);
  return isResumed;
}

async function moved(
  executor: Executor,
  id: string,
  guard: SQL,
  set: SQL,
  deed: ScheduleDeed,
  by: By,
): Promise<boolean> {
  const rows = await query(
    executor,
    z.object({ id: z.string() }),
    sql`
      with moved as (
        update schedules
        set ${set}, revision = revision + 1, registered_at = null, register_claimed_until = clock_timestamp(),
          register_error = null, updated_at = clock_timestamp()
        where id = ${id} and deleted_at is null and ${guard}
        returning *
      ),
      audited as (${auditedSchedule(deed, by, sql`moved`)})
      select id from moved`,
  );
  return rows.length > 0;
}
