import { type SQL, sql } from "drizzle-orm";

/** Whether the end of this row may concern a standing follow-up: then its settlement is not the plain one. */
export function isFollowed(alias: "found" | "held"): SQL {
  return sql`exists (
    select from job_standing_follow_ups standing
    where standing.organization_id = ${sql.raw(alias)}.organization_id
  )`;
}

/**
 * The standing follow-ups of the rows in `moved` that ended, as more rows of `planned` in `consequences.ts`: each gets
 * the end it follows into its payload, as it is now, since the row may be revived before anybody reads it. A job of
 * the follow-up's own type is not followed: it would go on for ever.
 */
export const standing = sql`
  union all
  select standing.spec || jsonb_build_object('payload', payload.value, 'payloadHash',
      encode(sha256(convert_to(payload.value::text, 'UTF8')), 'hex')), moved.job_id
  from moved
  join job_standing_follow_ups standing on standing.organization_id = moved.organization_id
  cross join lateral (
    select (standing.spec -> 'payload') || jsonb_build_object('ended', jsonb_build_object(
      'jobId', moved.job_id, 'type', moved.job_type, 'status', moved.status, 'revivals', moved.revivals,
      'createdAt', moved.created_at, 'startedAt', moved.started_at, 'completedAt', moved.completed_at,
      'error', case when moved.status <> 'completed' then jsonb_build_object(
        'code', moved.error_code, 'message', left(coalesce(moved.error, ''), 500)) end
    )) as value
  ) as payload
  where moved.completed_at is not null and moved.job_type <> standing.spec ->> 'type'
    and (standing.job_types is null or moved.job_type = any (standing.job_types))
    and case when moved.status = 'completed' then standing.on_success
      else moved.status in ('failed', 'timeout') and standing.on_failure end`;
