import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";

/** How long what is kept by the minute stays, in hours; by the hour it stays for `JOBS_KEEP_METRICS_DAYS`. */
export const MINUTES_KEPT_HOURS = 48;

/** Error groups that stay, the latest ones: a message that differs each time must not fill a disk. */
const GROUPS_MAX = 10_000;

/** Rows of each kind that one call lets go. */
const LIMIT = 5_000;

/** Lets go of what was kept long enough: minutes, then hours, errors and alerts that are over. Totals stay. */
export async function pruneMetrics(executor: Executor, { keepDays }: { keepDays: number }): Promise<void> {
  const minutes = sql`make_interval(hours => ${MINUTES_KEPT_HOURS}::int)`;
  const hours = sql`make_interval(days => ${keepDays}::int)`;
  for (const table of ["job_metrics", "job_queue_depths"] as const) {
    await executor.execute(pruneSpan(table, "minute", minutes));
    await executor.execute(pruneSpan(table, "hour", hours));
  }
  await executor.execute(sql`
    delete from job_error_counts where ctid = any (array(
      select ctid from job_error_counts where bucket < (select clock_timestamp()) - ${hours}
      order by bucket limit ${LIMIT}))`);
  await executor.execute(sql`
    delete from job_alerts where ctid = any (array(
      select ctid from job_alerts where resolved_at < (select clock_timestamp()) - ${hours} limit ${LIMIT}))`);
  await executor.execute(sql`
    delete from job_alert_silences where ctid = any (array(
      select ctid from job_alert_silences where until < (select clock_timestamp()) - ${hours} limit ${LIMIT}))`);
  await executor.execute(sql`
    delete from job_error_groups where ctid = any (array(
      select ctid from job_error_groups
      where last_seen_at < greatest((select clock_timestamp()) - ${hours}, (
        select last_seen_at from job_error_groups order by last_seen_at desc offset ${GROUPS_MAX} limit 1))
      limit ${LIMIT}))`);
}

function pruneSpan(table: "job_metrics" | "job_queue_depths", span: "minute" | "hour", age: SQL): SQL {
  const name = sql.raw(table);
  return sql`
    delete from ${name} where ctid = any (array(
      select ctid from ${name}
      where span = ${span}::job_metric_span and bucket < (select clock_timestamp()) - ${age}
      limit ${LIMIT}))`;
}
