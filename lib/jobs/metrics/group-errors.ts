import { type SQL, sql } from "drizzle-orm";
import { isIn, type Window } from "./window";

/** Adds the errors of a stretch of time to their groups. A run that gave its job back at a shutdown met no error. */
export function groupErrors(window: Window): SQL {
  return sql`
    with seen as (
      select j.job_type, a.*
      from job_attempts a join job_executions j using (job_id)
      where ${isIn("a.finished_at", window)}
        and a.error_fingerprint is not null and a.error_code is distinct from 'shut-down'
    ),
    hours as (
      insert into job_error_counts (bucket, job_type, fingerprint, count)
      select date_trunc('hour', finished_at, 'UTC'), job_type, error_fingerprint, count(*)
      from seen
      group by 1, 2, 3
      on conflict (bucket, job_type, fingerprint) do update set count = job_error_counts.count + excluded.count
    ),
    latest as (
      select distinct on (job_type, error_fingerprint) *
      from seen
      order by job_type, error_fingerprint, finished_at desc, job_id
    ),
    grouped as (
      select job_type, error_fingerprint, count(*) as count,
        count(*) filter (where outcome in ('failed', 'timeout')) as final, min(finished_at) as first_seen_at,
        (array_agg(app_version order by finished_at, job_id))[1] as first_app_version
      from seen
      group by 1, 2
    )
    insert into job_error_groups (
      job_type, fingerprint, count, final, error_name, error_message, last_job_id, first_app_version,
      last_app_version, first_seen_at, last_seen_at
    )
    select job_type, error_fingerprint, count, final, coalesce(error_name, 'Error'), coalesce(error_message, ''),
      job_id, first_app_version, app_version, first_seen_at, finished_at
    from grouped join latest using (job_type, error_fingerprint)
    on conflict (job_type, fingerprint) do update set
      count = job_error_groups.count + excluded.count, final = job_error_groups.final + excluded.final,
      error_name = excluded.error_name, error_message = excluded.error_message, last_job_id = excluded.last_job_id,
      last_app_version = excluded.last_app_version, last_seen_at = excluded.last_seen_at`;
}
