import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { milliseconds } from "./row";

/** Notes ticks that were missed and for which nothing is made up, as occurrences without a job. */
export async function noteMissed(
  executor: Executor,
  scheduleId: string,
  ticks: readonly Date[],
): Promise<void> {
  if (ticks.length === 0) return;
  const list = JSON.stringify(ticks.map((tick) => tick.toISOString()));
  await executor.execute(sql`
    insert into schedule_occurrences (schedule_id, tick, cause, outcome)
    select ${scheduleId}, tick::timestamptz, 'made_up', 'missed'
    from jsonb_array_elements_text(${list}::jsonb) as tick
    on conflict do nothing`);
}

/** Says which tick is the next one of which nothing has become. Never moves it back. */
export async function advanceTicks(executor: Executor, scheduleId: string, next: Date): Promise<void> {
  await executor.execute(sql`
    update schedules set next_tick_at = ${next.toISOString()}::timestamptz
    where id = ${scheduleId} and (next_tick_at is null or next_tick_at < ${next.toISOString()}::timestamptz)`);
}

/** Ticks from this moment on that have an occurrence, the latest 200; runs by hand are none. */
export async function tickedSince(executor: Executor, scheduleId: string, from: Date): Promise<Date[]> {
  const rows = await query(
    executor,
    z.object({ tick: z.number() }),
    sql`select ${milliseconds(sql`tick`)} as tick from schedule_occurrences
      where schedule_id = ${scheduleId} and tick >= ${from.toISOString()}::timestamptz and cause <> 'by_hand'
      order by tick desc limit 200`,
  );
  return rows.map(({ tick }) => new Date(tick));
}
