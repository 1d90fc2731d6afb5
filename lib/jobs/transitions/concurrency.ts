import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Leg, leg, legJson } from "./leg";
import type { Seen } from "./move-unheld";
import { newMessage, parkedFor } from "./new-leg";

// A run with a concurrency key has one of the places of its key, `concurrency_slot`, for as long as its row is
// `processing`: whatever ends or takes the run frees the place with it. Who finds none is parked in the line of the
// key, and let on from there by whoever frees one (`letOn`). Places are given under a lock on the key, by claims in the
// function `job_concurrency_slot` of the migration, and a unique index is the last line.

/** How long a place is kept for a job that was let on, in seconds: its message is on the way. */
const TURN_SECONDS = 30;

/** Jobs that one statement lets on. */
const LINE_MAX = 100;

/**
 * In a claim, beside the locked row in `found`: the place that its run gets, null for none. A run that is taken over
 * leaves its own. Costs nothing without a key: the function is not called.
 */
export const ownSlot = sql`lateral (
  select case
    when found.concurrency_key is null then null
    when found.status = 'processing' then found.concurrency_slot
    else job_concurrency_slot(found.job_id, found.concurrency_key, found.concurrency_limit)
  end as slot
) as own`;

/** Runs and promised places of a key. */
function placesTaken(key: SQL): SQL {
  return sql`(
    (select count(*) from job_executions where concurrency_key = ${key} and status = 'processing')
    + (select count(*) from job_executions
      where concurrency_key = ${key} and turn_until > clock_timestamp() and status in ('pending', 'retrying'))
  )`;
}

const IS_PARKED = sql`parked_reason = 'concurrency' and status = 'pending'`;

/** In the line of a key, and nothing else keeps it from its turn. */
const IN_LINE = sql`${IS_PARKED}
  and not exists (select from job_pauses pause where pause.job_type = waiting.job_type)`;

/** pending, retrying → pending without a message, in the line of its key. False: it has moved on, or has no key. */
export async function parkInLine(executor: Executor, { jobId, leg: number }: Seen): Promise<boolean> {
  const rows = await query(
    executor,
    z.object({ jobId: z.uuid() }),
    sql`
      update job_executions
      set ${parkedFor(sql`'concurrency'`)}
      where job_id = ${jobId}::uuid and leg = ${number} and status in ('pending', 'retrying')
        and concurrency_key is not null
      returning job_id as "jobId"`,
  );
  return rows.length > 0;
}

/**
 * Lets those on that are first in the line of a key, as many as there are free places: higher priority first, then
 * the older job. Each place is kept for 30 s, so that nobody who comes later is faster. The caller publishes. `tx` is a
 * transaction: its lock is to be held until both statements have had their effect.
 */
export async function letOn(tx: Executor, key: string): Promise<Leg[]> {
  // First, and as a statement of its own: the next one's snapshot has what others did before.
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(concat('jobs.concurrency:', ${key}::text), 0))`,
  );
  const rows = await query(
    tx,
    z.object({ leg }),
    sql`
      with waiting as materialized (
        select job_id, priority, concurrency_limit from job_executions waiting
        where concurrency_key = ${key} and ${IN_LINE}
        order by priority desc nulls last, job_id
        limit ${LINE_MAX}
        for update skip locked
      ),
      line as (
        select job_id, concurrency_limit, row_number() over (order by priority desc nulls last, job_id) as place from waiting
      ),
      moved as (
        update job_executions j
        set parked_reason = null, turn_until = clock_timestamp() + make_interval(secs => ${TURN_SECONDS}),
          ${newMessage()}, updated_at = clock_timestamp()
        from line
        where j.job_id = line.job_id and line.place + ${placesTaken(sql`${key}::text`)} <= line.concurrency_limit
        returning j.*
      )
      select ${legJson("moved")} as leg from moved`,
  );
  return rows.map((row) => row.leg);
}

/** Keys of which somebody could be let on, and was not: whoever freed the place has died. None on a healthy database. */
export async function idleKeys(executor: Executor, limit: number): Promise<string[]> {
  const rows = await query(
    executor,
    z.object({ key: z.string() }),
    sql`
      with recursive waited (key) as (
        (select concurrency_key from job_executions waiting where ${IS_PARKED} order by concurrency_key limit 1)
        union all
        -- From one key to the next: a line may be long.
        select (
          select concurrency_key from job_executions waiting
          where ${IS_PARKED} and concurrency_key > waited.key
          order by concurrency_key
          limit 1
        )
        from waited where key is not null
      )
      select key from waited
      where ${placesTaken(sql`waited.key`)} < (
        select max(concurrency_limit) from (
          select concurrency_limit from job_executions waiting
          where concurrency_key = waited.key and ${IN_LINE}
          order by priority desc nulls last, job_id
          limit ${LINE_MAX}
        ) as first
      )
      limit ${limit}`,
  );
  return rows.map(({ key }) => key);
}

/** The keys that these jobs have. */
export async function keysOf(executor: Executor, ids: SQL): Promise<string[]> {
  const rows = await query(
    executor,
    z.object({ key: z.string() }),
    sql`select distinct concurrency_key as key from job_executions
      where job_id in (${ids}) and concurrency_key is not null`,
  );
  return rows.map(({ key }) => key);
}

/** Runs that have a place of this key and stopped without a word. */
export function lapsedHolders(executor: Executor, key: string): Promise<Seen[]> {
  return query(
    executor,
    z.object({ jobId: z.uuid(), leg: z.number() }),
    sql`select job_id as "jobId", leg from job_executions
      where concurrency_key = ${key} and status = 'processing' and lease_until < clock_timestamp()`,
  );
}
