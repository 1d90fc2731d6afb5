import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { type Move, moveRows, NOTHING_MOVED } from "./move";

/** An execution as somebody saw it: if its leg has risen since, they are too late. */
export type Seen = { jobId: string; leg: number };

/**
 * Moves rows that no live run holds: the transition in `set` for those of `seen` that still stand at that leg
 * and fit `guard`. Rows that another process has locked are left to it. In `guard` the row is `found`.
 */
export async function moveUnheld(
  executor: Executor,
  seen: readonly Seen[],
  { guard, set, ends }: { guard: SQL; set: SQL; ends: boolean },
): Promise<Move> {
  if (seen.length === 0) return NOTHING_MOVED;
  const targets = sql.join(
    seen.map(({ jobId, leg }) => sql`(${jobId}::uuid, ${leg}::int)`),
    sql`, `,
  );
  return moveRows(executor, {
    found: sql`
      join (values ${targets}) as seen (job_id, leg) on found.job_id = seen.job_id and found.leg = seen.leg
      where found.completed_at is null
        and (found.status <> 'processing' or found.lease_until < clock_timestamp())
        and ${guard}
      for update of found skip locked`,
    set,
    ends: sql`${ends}::boolean`,
  });
}
