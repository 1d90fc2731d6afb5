import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, type Executor, query } from "@/lib/db/database";
import { groupErrors } from "./group-errors";
import { rollWindow } from "./roll-window";
import { type Window, window } from "./window";

/** What is younger is left to the next pass, in seconds: clocks of processes and of sessions are not one. */
const LAG_SECONDS = 30;

/** How long a pass waits for a transaction that is under way and may have written something older, in minutes. */
const PATIENCE_MINUTES = 10;

/** The longest stretch of time that one statement counts, in minutes, and stretches of one pass. */
const WINDOW_MINUTES = 10;
const WINDOWS_MAX = 36;

/** How far back the first pass of a database begins, in hours. */
const FIRST_HOURS = 24;

/**
 * Counts what happened since the last time into `job_metrics` and `job_error_groups`: each row once, whatever else
 * runs, crashes or commits late meanwhile. Any number may run at once; one of them counts. Up to six hours of
 * history a call.
 *
 * A row that a person revives before it was counted counts as its new end only.
 *
 * @param lagSeconds how old something must be to be counted. Default 30.
 */
export async function rollUp(db: Database, { lagSeconds = LAG_SECONDS } = {}): Promise<void> {
  await db.execute(sql`
    insert into job_metrics_state (counted_until)
    select date_trunc('hour', clock_timestamp()) - make_interval(hours => ${FIRST_HOURS})
    where not exists (select from job_metrics_state)
    on conflict do nothing`);
  for (let windows = 0; windows < WINDOWS_MAX; windows += 1) {
    if (!(await rollNext(db, lagSeconds))) break;
  }
}

/** False: nothing is left to count, or another pass is counting. */
function rollNext(db: Database, lagSeconds: number): Promise<boolean> {
  return db.transaction(
    async (tx) => {
      const window = await nextWindow(tx, lagSeconds);
      if (window === null) return false;
      if (window.hasRows) {
        await tx.execute(rollWindow(window));
        await tx.execute(groupErrors(window));
      }
      await tx.execute(sql`update job_metrics_state set counted_until = ${window.to}::timestamptz`);
      return !window.isLast;
    },
    // Each statement sees what was committed before it began: the limit is of before what is counted up to it.
    { isolationLevel: "read committed" },
  );
}

/** The next stretch of time to count; locks the watermark. Null: nothing is left, or another pass has the lock. */
export async function nextWindow(tx: Executor, lagSeconds: number): Promise<Window | null> {
  const [limit] = await query(tx, z.object({ until: z.string() }), limitStatement(lagSeconds));
  if (limit === undefined) return null;
  const [found] = await query(
    tx,
    window,
    sql`
      select counted_until::text as "from", reach.until::text as "to", first.at is not null as "hasRows",
        reach.until = ${limit.until}::timestamptz as "isLast"
      from job_metrics_state,
        lateral (${firstSince(sql`counted_until`, sql`${limit.until}::timestamptz`)}) as first,
        lateral (select least(${limit.until}::timestamptz,
          first.at + make_interval(mins => ${WINDOW_MINUTES})) as until) as reach
      where reach.until > counted_until`,
  );
  return found ?? null;
}

/**
 * Locks the watermark, and says up to when everything is committed that will ever be: nothing that is written later
 * bears an earlier time. A transaction that is open longer than the patience is not waited for; what it wrote before
 * is not counted.
 */
function limitStatement(lagSeconds: number): SQL {
  return sql`
    select least(
      clock_timestamp() - make_interval(secs => ${lagSeconds}::float8),
      (
        select greatest(min(xact_start), clock_timestamp() - make_interval(mins => ${PATIENCE_MINUTES}))
        from pg_stat_activity
        where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()
        having count(xact_start) > 0
      )
    )::text as until
    from job_metrics_state
    for update skip locked`;
}

/** When the first thing happened in a stretch of time; null for nothing. Empty days are skipped by it. */
function firstSince(from: SQL, until: SQL): SQL {
  const first = (column: "created_at" | "completed_at", condition: SQL): SQL =>
    sql`(select min(${sql.raw(column)}) from job_executions
      where ${sql.raw(column)} >= ${from} and ${sql.raw(column)} < ${until} ${condition})`;
  return sql`select least(
    ${first("created_at", sql``)},
    ${first("completed_at", sql`and completed_at is not null and status = 'completed'`)},
    ${first("completed_at", sql`and completed_at is not null and status = 'failed'`)},
    ${first("completed_at", sql`and completed_at is not null and status = 'timeout'`)},
    ${first("completed_at", sql`and completed_at is not null and status = 'cancelled'`)},
    (select min(finished_at) from job_attempts where finished_at >= ${from} and finished_at < ${until})
  ) as at`;
}

/** How far the roll-up has come: what is shown as "until". Null before the first pass. */
export async function countedUntil(executor: Executor): Promise<Date | null> {
  const [found] = await query(
    executor,
    z.object({ at: z.coerce.date() }),
    sql`select counted_until as at from job_metrics_state`,
  );
  return found?.at ?? null;
}
