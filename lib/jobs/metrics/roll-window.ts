import { type SQL, sql } from "drizzle-orm";
import { addToMetrics, binOf, histogramOf } from "./columns";
import { isIn, minuteOf, type Window } from "./window";

/** Adds what happened in a stretch of time to `job_metrics`. */
export function rollWindow(window: Window): SQL {
  return sql`
    with created as (
      select ${minuteOf("created_at")} as minute, job_type, count(*) as enqueued
      from job_executions
      where ${isIn("created_at", window)}
      group by 1, 2
    ),
    ended as (
      select ${minuteOf("completed_at")} as minute, job_type,
        count(*) filter (where status = 'completed') as completed,
        count(*) filter (where status = 'failed') as failed,
        count(*) filter (where status = 'timeout') as timeout,
        count(*) filter (where status = 'cancelled') as cancelled
      from job_executions
      where status in ('completed', 'failed', 'timeout', 'cancelled') and completed_at is not null
        and ${isIn("completed_at", window)}
      group by 1, 2
    ),
    run as (
      select ${minuteOf("a.finished_at")} as minute, j.job_type, a.outcome,
        case when a.outcome <> 'lost' then ${secondsBetween("a.started_at", "a.finished_at")} end as ran,
        a.waited_ms / 1000.0::float8 as waited,
        case when before.outcome = 'retry' then ${secondsBetween("before.finished_at", "a.started_at")} end as first_retry
      from job_attempts a
      join job_executions j using (job_id)
      left join job_attempts before on before.job_id = a.job_id and before.run = a.run - 1 and a.attempt = 2
      where ${isIn("a.finished_at", window)}
    ),
    measured as (
      select run.*, ${binOf(sql`ran`)} as ran_bin, ${binOf(sql`waited`)} as waited_bin,
        ${binOf(sql`first_retry`)} as first_retry_bin
      from run
    ),
    ran as (
      select minute, job_type, count(*) as runs,
        count(*) filter (where outcome = 'retry') as retried,
        count(*) filter (where outcome = 'lost') as lost,
        ${histogramOf("run", "ran")},
        ${histogramOf("wait", "waited")},
        ${histogramOf("firstRetry", "first_retry")}
      from measured
      group by 1, 2
    ),
    counted as (
      select *, 0 as dead_letters, 0 as undelivered, 0 as superseded, 0 as signature_failures, 0 as refused, 0 as publish_failures
      from created full join ended using (minute, job_type) full join ran using (minute, job_type)
    )
    ${addToMetrics(sql`counted`)}`;
}

function secondsBetween(begin: string, end: string): SQL {
  return sql.raw(`greatest(0, extract(epoch from ${end} - ${begin}))::float8`);
}
