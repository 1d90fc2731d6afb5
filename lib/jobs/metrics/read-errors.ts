import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const group = z.object({
  type: z.string(),
  fingerprint: z.string(),
  errorName: z.string(),
  /** As the latest run had it. */
  errorMessage: z.string(),
  /** Runs that ended in it since `since`, by whole hours, and ever. */
  count: z.coerce.number(),
  countEver: z.coerce.number(),
  /** Of those ever, such as ended their job. */
  finalEver: z.coerce.number(),
  firstSeenAt: z.coerce.date(),
  lastSeenAt: z.coerce.date(),
  lastJobId: z.uuid(),
  /** The deploy that brought it, where the host tells. */
  firstAppVersion: z.string().nullable(),
  lastAppVersion: z.string().nullable(),
});

/** Errors of one cause. */
export type ErrorGroup = z.output<typeof group>;

/**
 * The errors of one cause each that were seen since a moment, the most frequent first.
 *
 * @param limit 1 to 500. Default 50.
 */
export function readErrorGroups(
  executor: Executor,
  { since, type, limit = 50 }: { since: Date; type?: string; limit?: number },
): Promise<ErrorGroup[]> {
  if (!(limit >= 1 && limit <= 500)) throw new RangeError(`limit is from 1 to 500, got ${limit}.`);
  const ofType = type === undefined ? sql`` : sql`and job_type = ${type}`;
  return query(
    executor,
    group,
    sql`
      with recent as (
        select job_type, fingerprint, sum(count) as count from job_error_counts
        where bucket >= date_trunc('hour', ${since.toISOString()}::timestamptz, 'UTC') ${ofType}
        group by job_type, fingerprint
      )
      select job_type as type, fingerprint, error_name as "errorName", error_message as "errorMessage", recent.count,
        g.count as "countEver", g.final as "finalEver", first_seen_at as "firstSeenAt",
        last_seen_at as "lastSeenAt", last_job_id as "lastJobId", first_app_version as "firstAppVersion",
        last_app_version as "lastAppVersion"
      from recent join job_error_groups g using (job_type, fingerprint)
      where last_seen_at >= ${since.toISOString()}::timestamptz
      order by recent.count desc, last_seen_at desc
      limit ${limit}`,
  );
}

/** How often a group's error was seen in each hour since a moment, oldest first; hours without it are left out. */
export function readErrorSeries(
  executor: Executor,
  { type, fingerprint, since }: Pick<ErrorGroup, "type" | "fingerprint"> & { since: Date },
): Promise<{ at: Date; count: number }[]> {
  return query(
    executor,
    z.object({ at: z.coerce.date(), count: z.coerce.number() }),
    sql`select bucket as at, count from job_error_counts
      where job_type = ${type} and fingerprint = ${fingerprint}
        and bucket >= date_trunc('hour', ${since.toISOString()}::timestamptz, 'UTC')
      order by bucket`,
  );
}
