import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { leg, legColumns } from "./leg";
import { lostAttempts } from "./lost-run";

/** An execution as somebody saw it: if its leg has risen since, they are too late. */
export type Seen = { jobId: string; leg: number };

export type Moved = z.output<typeof moved>;

const moved = leg.extend({ errorMessage: z.string().nullable() });

/**
 * Moves rows that no live run holds: the transition in `set` for those of `seen` that still stand at that leg
 * and fit `guard`, and the `lost` attempt row of each lapsed run among them. One statement; rows that another
 * process has locked are left to it.
 *
 * In `guard` and `set` the row is `found`, with `has_lapsed` telling a run that stopped without a word.
 */
export async function moveUnheld(
  executor: Executor,
  seen: readonly Seen[],
  { guard, set }: { guard: SQL; set: SQL },
): Promise<Moved[]> {
  if (seen.length === 0) return [];
  return query(executor, moved, statement(seen, guard, set));
}

function statement(seen: readonly Seen[], guard: SQL, set: SQL) {
  const targets = sql.join(
    seen.map(({ jobId, leg: number }) => sql`(${jobId}::uuid, ${number}::int)`),
    sql`, `,
  );
  return sql`
    with found as (
      select found.*, found.status = 'processing' as has_lapsed
      from job_executions found
      join (values ${targets}) as seen (job_id, leg) on found.job_id = seen.job_id and found.leg = seen.leg
      where found.completed_at is null
        and (found.status <> 'processing' or found.lease_until < clock_timestamp())
        and ${guard}
      for update of found skip locked
    ),
    moved as (
      update job_executions j
      set ${set},
        claim_id = null, lease_until = null,
        retry_count = found.retry_count + case when found.has_lapsed then 1 else 0 end,
        lost_in_a_row = found.lost_in_a_row + case when found.has_lapsed then 1 else 0 end,
        updated_at = clock_timestamp()
      from found
      where j.job_id = found.job_id
      returning j.*
    ),
    lost as (${lostAttempts("moved", sql`found.has_lapsed`)})
    select ${legColumns("moved")}, error as "errorMessage" from moved`;
}
