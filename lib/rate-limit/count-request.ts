import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

/** What somebody may still ask for in the minute that their first request began. */
export type Quota = {
  limit: number;
  remaining: number;
  /** Until the next minute begins. */
  resetSeconds: number;
  isOver: boolean;
};

const counted = z.object({ count: z.number().nullable(), resetSeconds: z.number() });

/**
 * Counts a request of this person, if it is within the limit: one statement, by the database's clock. Requests that come
 * at once wait for each other's row, so no more than the limit get through; one that is over it writes nothing.
 */
export async function countRequest(executor: Executor, userId: number, limit: number): Promise<Quota> {
  const [row] = await query(
    executor,
    counted,
    sql`
      with counted as (
        insert into request_counts as r (user_id, started_at, count)
        values (${userId}::bigint, clock_timestamp(), 1)
        on conflict (user_id) do update set
          started_at = case when ${IS_PAST} then clock_timestamp() else r.started_at end,
          count = case when ${IS_PAST} then 1 else r.count + 1 end
        where ${IS_PAST} or r.count < ${limit}::int
        returning r.count, r.started_at
      )
      select count, ${RESET} as "resetSeconds" from counted r
      union all
      select null, ${RESET} from request_counts r
      where r.user_id = ${userId}::bigint and not exists (select from counted)`,
  );
  const { count, resetSeconds } = row ?? { count: null, resetSeconds: 60 };
  // What was read beside a minute that has just begun may be of the one before.
  const reset = Math.min(Math.max(Math.ceil(resetSeconds), 1), 60);
  return { limit, remaining: limit - (count ?? limit), resetSeconds: reset, isOver: count === null };
}

/** Also when it is of a time to come: the clock was set back, and nobody shall wait for an hour. */
const IS_PAST = sql`(clock_timestamp() - r.started_at not between interval '0' and interval '1 minute')`;

const RESET = sql`extract(epoch from r.started_at + interval '1 minute' - clock_timestamp())::float8`;
