import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { TERMINAL_STATUSES } from "@/lib/jobs/lifecycle";

/** Ends of each kind that are read at most. */
const ENDS_MAX = 20_000;

const uncounted = z.object({
  /** What happened before then is in the metrics; null before the first roll-up. */
  countedUntil: z.coerce.date().nullable(),
  isCut: z.boolean(),
  ends: z.array(
    z.object({
      type: z.string(),
      status: z.enum(TERMINAL_STATUSES),
      at: z.coerce.date(),
      count: z.number(),
    }),
  ),
});

/** Jobs that have ended since the last roll-up, by the minute. `isCut`: there are more than could be read. */
export type Uncounted = z.output<typeof uncounted>;

/**
 * What the metrics lack yet, so that a screen need not wait for the next roll-up. Reads what ended since then by an
 * index, at most 20,000 rows of each status.
 */
export async function readUncounted(executor: Executor): Promise<Uncounted> {
  const ends = TERMINAL_STATUSES.map(
    (status) => sql`(
      select job_type, status, completed_at from job_executions
      where status = ${sql.raw(`'${status}'`)} and completed_at is not null
        and completed_at >= (select since from state)
      order by completed_at limit ${ENDS_MAX}
    )`,
  );
  const [row] = await query(
    executor,
    uncounted,
    sql`
      with state as (
        select max(counted_until) as until, coalesce(max(counted_until), clock_timestamp() - interval '1 day') as since
        from job_metrics_state
      ),
      ends as materialized (${sql.join(ends, sql` union all `)}),
      minutes as (
        select job_type as type, status, date_trunc('minute', completed_at, 'UTC') as at, count(*)::int as count
        from ends group by 1, 2, 3
      )
      select (select until from state) as "countedUntil",
        coalesce((select max(of_status.count) = ${ENDS_MAX} from (
          select count(*) as count from ends group by status) as of_status), false) as "isCut",
        coalesce((select json_agg(minutes) from minutes), '[]') as ends`,
  );
  return row ?? { countedUntil: null, isCut: false, ends: [] };
}
