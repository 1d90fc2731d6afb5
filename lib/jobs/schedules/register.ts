import { QstashError } from "@upstash/qstash";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { foreignOwner } from "@/lib/jobs/install/owner";
import { now } from "@/lib/jobs/transitions/now";
import { databaseNow } from "./rows";
import { tellQStash } from "./tell-qstash";
import { ticksOf } from "./ticks";

/** How long whoever tells QStash keeps others from telling it too, in seconds: three calls of ten at most. */
const CLAIM_SECONDS = 60;

/** Tells QStash of one schedule, unless it knows or somebody is at it. Never throws: reconcile repeats it. */
export async function registerSoon(id: string): Promise<boolean> {
  try {
    const claimed = await claimUnregistered(database(), 1, sql`id = ${id}`);
    return claimed.length > 0 && (await register(id)) === "known";
  } catch (error) {
    emit({ name: "not-registered", scheduleId: id, error: describeError(error).message });
    return false;
  }
}

/** What telling QStash came to: it knows, it will not have this one, or it cannot be told of any. */
export type Registered = "known" | "refused" | "away";

/** Tells QStash of a claimed schedule; when that fails, the row says why. */
export async function register(id: string): Promise<Registered> {
  try {
    await beginTicks(id);
    await tellQStash(id);
    return "known";
  } catch (error) {
    const { message } = describeError(error);
    emit({ name: "not-registered", scheduleId: id, error: message });
    await noteRefused(database(), id, message);
    return isRefusal(error) ? "refused" : "away";
  }
}

/** Another schedule may be taken: this one is wrong, or one too many. */
function isRefusal(error: unknown): boolean {
  return error instanceof QstashError && [400, 412, 413, 422].includes(error.status ?? 0);
}

/** Claims schedules of which QStash has to hear: new, changed, paused, resumed and deleted ones. */
export async function claimUnregistered(
  executor: Executor,
  limit: number,
  which: SQL = sql`true`,
): Promise<string[]> {
  const rows = await query(
    executor,
    z.object({ id: z.string() }),
    sql`update schedules
      set register_claimed_until = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})
      where id in (
        select id from schedules
        where registered_at is null and register_claimed_until <= ${now} and ${which} and ${foreignOwner()} is null
        order by register_claimed_until
        limit ${limit}
        for update skip locked
      )
      returning id`,
  );
  return rows.map(({ id }) => id);
}

/** Says that QStash has lost its copy. */
export async function registerAgain(executor: Executor, id: string): Promise<void> {
  await executor.execute(sql`
    update schedules
    set registered_at = null, register_claimed_until = clock_timestamp(), revision = revision + 1
    where id = ${id} and registered_at is not null`);
}

async function noteRefused(executor: Executor, id: string, error: string): Promise<void> {
  await executor.execute(sql`
    update schedules set register_error = ${error.slice(0, 500)} where id = ${id} and registered_at is null`);
}

/** In an adopted database ticks begin anew: those of the other environment are nobody's to make up. */
async function beginTicks(id: string): Promise<void> {
  const [row] = await query(
    database(),
    z.object({ cron: z.string(), timezone: z.string() }),
    sql`select cron, timezone from schedules where id = ${id} and next_tick_at is null and deleted_at is null`,
  );
  if (row === undefined) return;
  const first = ticksOf({ id, ...row }).after(await databaseNow(database()));
  await database().execute(sql`
    update schedules set next_tick_at = ${first.toISOString()}::timestamptz
    where id = ${id} and next_tick_at is null`);
}
