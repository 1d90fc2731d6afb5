import { sql } from "drizzle-orm";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { testDatabase } from "./test-database";

/** How far to go: seconds, their multiples, or the moment to arrive at, by the database's clock. */
export type Distance = number | Date | { days?: number; hours?: number; minutes?: number; seconds?: number };

const SECONDS_MAX = 400 * 24 * 60 * 60;

const UNITS = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 } as const;

/**
 * Goes forward in time, up to 400 days, for the jobs that are open. No clock is changed: their due times, deadlines and
 * leases move back by as much, and so does what `ctx.once` remembers of calls. Schedules, pauses, counters and jobs
 * that have ended stay where they are, and `new Date()` says what it always says.
 *
 * @returns how many seconds it went.
 * @throws {RangeError} for a time that is past, or too far ahead. {@link Error} outside of a test's database.
 */
export async function travel(distance: Distance): Promise<number> {
  const db = await testDatabase("travel");
  const [row] = await query(
    db,
    z.object({ seconds: z.number() }),
    distance instanceof Date
      ? sql`select extract(epoch from ${distance.toISOString()}::timestamptz - clock_timestamp())::float as seconds`
      : sql`select ${toSeconds(distance)}::float as seconds`,
  );
  const seconds = row?.seconds ?? Number.NaN;
  if (!(seconds >= 0 && seconds <= SECONDS_MAX))
    throw new RangeError(`travel goes forward by 0 to ${SECONDS_MAX} seconds (400 days), got ${seconds}.`);
  const by = sql`make_interval(secs => ${seconds}::float)`;
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      update job_executions
      set not_before = not_before - ${by}, next_attempt_at = next_attempt_at - ${by},
        deadline_at = deadline_at - ${by}, lease_until = lease_until - ${by}, turn_until = turn_until - ${by},
        published_at = published_at - ${by}, publish_claimed_until = publish_claimed_until - ${by}
      where completed_at is null`);
    await tx.execute(sql`
      update job_effects set first_sent_at = first_sent_at - ${by}, done_at = done_at - ${by}`);
  });
  return seconds;
}

function toSeconds(distance: Exclude<Distance, Date>): number {
  if (typeof distance === "number") return distance;
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = distance;
  return days * UNITS.days + hours * UNITS.hours + minutes * UNITS.minutes + seconds;
}
