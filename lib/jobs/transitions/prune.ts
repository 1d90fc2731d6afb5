import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { Status } from "@/lib/jobs/lifecycle";
import { now } from "./now";

/** How long ended jobs of one status are kept, and how many of them at most. */
export type Keep = { status: Status; days: number; max: number | null };

const place = z.object({ completedAt: z.string(), jobId: z.uuid() });

/** Where a page of ended jobs, oldest first, stopped. */
export type Place = z.output<typeof place>;

const page = z.object({ pruned: z.number(), bytes: z.number(), last: place.nullable() });

/**
 * terminal → gone, with its attempts, logs and effects: of the next `limit` jobs that are old enough, those that
 * nobody needs any more. Rows that somebody has locked are left to the next pass.
 *
 * @param options.onlyCount nothing goes: `pruned` is what would.
 * @returns how many went, with the size of their rows, and where the page stopped; `last` is null behind the last page.
 */
export async function prune(
  executor: Executor,
  { status, days, max }: Keep,
  after: Place | null,
  limit: number,
  { onlyCount = false }: { onlyCount?: boolean } = {},
): Promise<z.output<typeof page>> {
  const [done] = await query(
    executor,
    page,
    sql`
      with page as (
        select job_id, completed_at from job_executions
        where status = ${status}::job_status and completed_at is not null
          and completed_at <= greatest(${now} - make_interval(days => ${days}::int), ${tooMany(status, max)})
          and ${behind(after)}
        order by completed_at, job_id
        limit ${limit}
      ),
      old as (
        select found.job_id, pg_column_size(found.*) as bytes from job_executions found
        where found.job_id in (select job_id from page) and found.completed_at is not null and not ${isNeeded}
        ${onlyCount ? sql`` : sql`for update of found skip locked`}
      ),
      gone as (
        delete from job_executions j using old where j.job_id = old.job_id and not ${onlyCount}::boolean
      )
      select (select count(*)::int from old) as pruned, (select coalesce(sum(bytes), 0)::float8 from old) as bytes, (
        select json_build_object('completedAt', completed_at::text, 'jobId', job_id) from page
        order by completed_at desc, job_id desc limit 1
      ) as last`,
  );
  return done ?? { pruned: 0, bytes: 0, last: null };
}

/** When the newest job ended that is one too many, and that the metrics have counted; null where they are few enough. */
function tooMany(status: Status, max: number | null): SQL {
  if (max === null) return sql`null::timestamptz`;
  return sql`(
    select least(completed_at, (select counted_until from job_metrics_state)) from job_executions
    where status = ${status}::job_status and completed_at is not null
    order by completed_at desc offset ${max} limit 1
  )`;
}

function behind(after: Place | null): SQL {
  if (after === null) return sql`true`;
  return sql`(completed_at, job_id) > (${after.completedAt}::timestamptz, ${after.jobId}::uuid)`;
}

/**
 * Children count in their batch while it is open, and are read by the job that waits for it and by the one that
 * follows it; a follow-up reads the job that it follows.
 */
const isNeeded = sql`(
  exists (
    select from job_batches b
    where b.batch_id = found.batch_id and (b.closed_at is null or exists (
      select from job_executions reader
      where reader.waits_for = b.batch_id and reader.status in ('pending', 'retrying', 'processing', 'waiting')
    ))
  )
  or exists (
    select from job_executions child
    where child.parent_job_id = found.job_id and child.completed_at is null
  )
)`;
