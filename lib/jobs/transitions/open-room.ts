import { type SQL, sql } from "drizzle-orm";
import type { OpenMax } from "@/lib/jobs/definition/open-jobs";
import type { NewExecution } from "./new-execution";

/**
 * The CTE `room`: `full_of` says which cap the rows of `input` would break, null that they fit. Rows whose key an
 * earlier job holds are none: asking again for a job that is there is never refused.
 *
 * Exact: `job_open_room` locks the organization until the transaction ends, and counts with a snapshot that it takes
 * after that. All rows are of one job and organization.
 */
export function openRoom({ type, organizationId }: NewExecution, max: OpenMax): SQL {
  return sql`room as materialized (
    select job_open_room(${organizationId}::bigint, ${type}::text, wanted, ${max.type}::int, ${max.organization}::int) as full_of
    from (
      select count(*) filter (where key is null) + count(distinct key) as wanted
      from (
        select coalesce(r."idempotencyKey", r."debounceKey") as key from input r
        where not exists (
          select from job_executions j
          where j.job_type = r."type" and coalesce(j.organization_id, 0) = coalesce(r."organizationId", 0)
            and j.idempotency_key = r."idempotencyKey"
        ) and not exists (
          select from job_executions j
          where j.job_type = r."type" and coalesce(j.organization_id, 0) = coalesce(r."organizationId", 0)
            and j.debounce_key = r."debounceKey"
            and j.debounce_key is not null and j.status = 'pending' and j.run = 0 and j.revivals = 0
        )
      ) as wanting
    ) as counted
  )`;
}

/** The rows of `input`, all or none. */
export const WHERE_THERE_IS_ROOM = sql`(select input.* from input, room where full_of is null) as r`;

/** In place of the rows, where there is no room for them. */
export const REFUSED = sql`
  select r."jobId" as "askedId", r."jobId" as "jobId", 'pending'::job_status as status,
    r."payloadHash" as "payloadHash", r."payloadVersion" as "payloadVersion", false as deduplicated, null::json as leg, full_of as "fullOf"
  from input r, room where full_of is not null`;
