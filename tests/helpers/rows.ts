import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, type Executor, query } from "@/lib/db/database";
import type { JobInput } from "@/lib/jobs/define";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { exercise } from "./exercise-job";

/** A pending row whose message has not left, as after a crash between the two. */
export async function plant(
  db: Database,
  payload: JobInput<typeof exercise> = { act: "return" },
  options: EnqueueOptions = {},
): Promise<Leg> {
  const { leg } = await insert(db, await prepare(exercise, payload, options));
  if (leg === null) throw new Error("Planted rows are new and due within QStash's longest delay.");
  return leg;
}

/** Ages or forces a row: `alter(db, id, sql\`lease_until = …\`)`. */
export async function alter(db: Database, jobId: string, set: SQL): Promise<void> {
  await db.execute(sql`update job_executions set ${set} where job_id = ${jobId}::uuid`);
}

/** Lets the run that holds the row look dead for so long that anybody may take over. */
export function lapse(db: Database, jobId: string): Promise<void> {
  return alter(db, jobId, sql`lease_until = clock_timestamp() - interval '1 hour'`);
}

/** Differs after any write to executions and attempts, also one that changed nothing; a mere lock is none. */
export async function footprint(db: Database): Promise<string> {
  const [row] = await query(
    db,
    z.object({ footprint: z.string() }),
    sql`select md5(coalesce(string_agg(line, ',' order by line), '')) as footprint from (
      select concat(ctid, xmin, job_id) as line from job_executions
      union all
      select concat(ctid, xmin, job_id, run) from job_attempts
    ) as lines`,
  );
  return row?.footprint ?? "";
}

/** The same of all tables that a pass may write to but `job_install`. */
export async function wholeFootprint(db: Database): Promise<string> {
  const [row] = await query(
    db,
    z.object({ footprint: z.string() }),
    sql`select md5(coalesce(string_agg(line, ',' order by line), '')) as footprint from (
      select concat(ctid, xmin, batch_id) as line from job_batches
      union all
      select concat(ctid, xmin, job_id, key) from job_effects
      union all
      select concat(ctid, xmin, job_id, run, line) from job_logs
      union all
      select concat(ctid, xmin, id) from job_audit
      union all
      select concat(ctid, xmin, id) from schedules
      union all
      select concat(ctid, xmin, schedule_id, tick) from schedule_occurrences
    ) as lines`,
  );
  return `${await footprint(db)} ${row?.footprint}`;
}

/** Rows whose attempt rows do not match their runs: must always be empty (design §14, 6). */
export function unsoundRows(db: Database): Promise<unknown[]> {
  return query(
    db,
    z.unknown(),
    sql`select job_id, status, run, attempts from job_executions j, lateral (
        select count(*)::int as attempts, coalesce(max(run), 0) as latest from job_attempts a where a.job_id = j.job_id
      ) as ended
      where attempts <> run - case when status = 'processing' then 1 else 0 end or latest <> attempts`,
  );
}

/** Whoever was to publish the row has died: anybody may do it now. */
export function abandon(db: Database, jobId: string): Promise<void> {
  return alter(db, jobId, sql`publish_claimed_until = clock_timestamp() - interval '1 second'`);
}

/** Whatever rows a story asks for, as they come. */
export function select(db: Database, statement: SQL): Promise<Record<string, unknown>[]> {
  return query(db, z.record(z.string(), z.unknown()), statement);
}

/** How many statements wait for a row that another transaction holds. */
export async function waitingForLocks(db: Executor): Promise<number> {
  const [row] = await query(
    db,
    z.object({ count: z.number() }),
    sql`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}
