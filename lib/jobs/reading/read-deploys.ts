import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

/**
 * Moments of a range at which it is asked which deploy ran. A deploy that another one followed before the next of them is
 * not found, so these are also the most that are.
 */
const LOOKS = 24;

/** Halvings of the time between two of them: of an hour four seconds are left, of 30 hours two minutes. */
const HALVINGS = 10;

const deploy = z.object({
  /** The commit that ran. */
  version: z.string(),
  /** When its first run ended, or little later. */
  at: z.coerce.date(),
});

/** A deploy, as its runs tell of it. */
export type Deploy = z.output<typeof deploy>;

/**
 * Deploys whose first run ended in a range, oldest first; each once, so going back to one of them is not seen. The
 * version of the attempt that ended next is looked up by an index, at a few moments and then between two that differ:
 * that costs some hundred lookups, however many runs there were. Runs that know no version tell of none.
 */
export function readDeploys(executor: Executor, { from, to }: { from: Date; to: Date }): Promise<Deploy[]> {
  const [first, last] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  return query(
    executor,
    deploy,
    sql`
      with recursive looks as (
        select look, ${first} + (${last} - ${first}) * look / ${LOOKS}::float8 as at
        from generate_series(0, ${LOOKS}::int) as looks (look)
      ),
      seen as materialized (
        select look, looks.at, next.version, next.finished_at from looks, lateral (
          (
            select app_version as version, finished_at from job_attempts
            where finished_at >= looks.at and finished_at < ${last} order by finished_at limit 1
          )
          union all
          (
            select app_version, finished_at from job_attempts
            where finished_at >= ${first} and finished_at < looks.at order by finished_at desc limit 1
          )
          limit 1
        ) as next
      ),
      pairs as (
        select lag(version) over by_time as before, lag(at) over by_time as low, version, finished_at as high
        from seen window by_time as (order by look)
      ),
      narrowed as (
        select before, low, version, high, 0 as halving from pairs where before <> version
        union all
        select before, case when is_before then middle else low end, case when is_before then narrowed.version else found.version end,
          case when is_before then high else found.finished_at end, halving + 1
        from narrowed, lateral (select low + (high - low) / 2 as middle) as halves, lateral (
          select app_version as version, finished_at from job_attempts
          where finished_at >= middle and finished_at <= high order by finished_at limit 1
        ) as found, lateral (select coalesce(found.version = before, true) as is_before) as compared
        where halving < ${HALVINGS}
      )
      select version, min(high) as at from narrowed
      where halving = ${HALVINGS} and version <> (select version from seen order by look limit 1)
      group by version order by at`,
  );
}
