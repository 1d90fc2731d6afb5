import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { consequences, consequencesJson, consequencesOf } from "./consequences";
import { leg, legJson } from "./leg";
import { lostAttempts } from "./lost-run";
import { standing } from "./standing";

/** The rows that a transition moved, and what else that brought about. */
export type Move = z.output<typeof move>;

/** A row that a transition moved, as it is now. */
const moved = leg.extend({ status: z.enum(STATUSES), errorMessage: z.string().nullable() });
const move = z.object({ moved: z.array(moved), consequences });

/** What a transition that moved nothing brings about. */
export const NOTHING_MOVED: Move = { moved: [], consequences: { legs: [], flaggedBatches: [] } };

/** CTEs `before` the rows are found, and `also` after they moved, each with a comma behind it. */
type Moving = { before?: SQL; found: SQL; set: SQL; ends: SQL; also?: SQL };

/**
 * Moves any number of rows in one statement: the transition in `set`, the `lost` attempt row of each lapsed run
 * among them, and the consequences of those that ended.
 *
 * `found` is the rest of a SELECT on `job_executions found` that locks the rows; in `set` and `ends` the row as
 * it was locked is `found`, with `is_held` and `has_lapsed` telling runs that are alive from those that stopped.
 */
export async function moveRows(
  executor: Executor,
  { before = sql``, found, set, ends, also = sql`` }: Moving,
): Promise<Move> {
  const [row] = await query(
    executor,
    move,
    sql`
      with ${before}
      found as (
        select found.*,
          found.status = 'processing' and found.lease_until >= clock_timestamp() as is_held,
          found.status = 'processing' and found.lease_until < clock_timestamp() as has_lapsed
        from job_executions found ${found}
      ),
      moved as (
        update job_executions j
        set ${set},
          claim_id = case when found.is_held then found.claim_id end,
          lease_until = case when found.is_held then found.lease_until end,
          retry_count = found.retry_count + found.has_lapsed::int,
          lost_in_a_row = found.lost_in_a_row + found.has_lapsed::int,
          batch_counted = found.batch_counted or (found.batch_id is not null and ${ends}),
          updated_at = clock_timestamp()
        from found
        where j.job_id = found.job_id
        returning j.*, found.batch_id is not null and not found.batch_counted and j.completed_at is not null as counts,
          case when found.status = 'waiting' and j.status = 'cancelled' then found.waits_for end as flags
      ),
      lost as (${lostAttempts("moved", sql`found.has_lapsed`)}),
      ${also}
      ${consequencesOf(undefined, standing)}
      select
        (select coalesce(json_agg(${movedJson()}), '[]') from moved) as moved,
        ${consequencesJson()} as consequences`,
  );
  return row ?? NOTHING_MOVED;
}

const movedJson = (): SQL =>
  sql`(${legJson("moved")}::jsonb || jsonb_build_object('status', status, 'errorMessage', error))`;
