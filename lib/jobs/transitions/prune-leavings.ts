import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { now } from "./now";

const count = z.object({ count: z.number() });

/** Closed batches that are old and have neither children nor a reader any more → gone, up to `limit`. */
export async function pruneBatches(executor: Executor, days: number, limit: number): Promise<number> {
  const [gone] = await query(
    executor,
    count,
    sql`
      with old as (
        select batch_id from job_batches b
        where closed_at is not null and closed_at < ${now} - make_interval(days => ${days}::int)
          and not exists (select from job_executions child where child.batch_id = b.batch_id)
          and not exists (
            select from job_executions reader
            where reader.waits_for = b.batch_id and reader.status in ('pending', 'retrying', 'processing', 'waiting')
          )
        order by closed_at
        limit ${limit}
        for update skip locked
      ),
      gone as (delete from job_batches b using old where b.batch_id = old.batch_id returning b.batch_id)
      select count(*)::int as count from gone`,
  );
  return gone?.count ?? 0;
}

/** Lines of the audit that are older than so many days → gone, up to `limit`. Their ids are in the order of time. */
export async function pruneAudit(executor: Executor, days: number, limit: number): Promise<number> {
  const [gone] = await query(
    executor,
    count,
    sql`
      with oldest as (select id, at from job_audit order by id limit ${limit}),
      gone as (
        delete from job_audit
        where id in (select id from oldest where at < clock_timestamp() - make_interval(days => ${days}::int))
        returning id
      )
      select count(*)::int as count from gone`,
  );
  return gone?.count ?? 0;
}

/** What became of ticks so many days ago → gone, up to `limit`. No tick comes again: schedules know which is next. */
export async function pruneOccurrences(executor: Executor, days: number, limit: number): Promise<number> {
  const [gone] = await query(
    executor,
    count,
    sql`
      with gone as (
        delete from schedule_occurrences
        -- By their place: they are never changed, and a join would read the whole table.
        where ctid = any(array(
          select ctid from schedule_occurrences
          where at < ${now} - make_interval(days => ${days}::int)
          order by at
          limit ${limit}
          for update skip locked
        ))
        returning schedule_id
      )
      select count(*)::int as count from gone`,
  );
  return gone?.count ?? 0;
}
