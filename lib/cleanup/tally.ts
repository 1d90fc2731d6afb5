import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

export type Removed = { count: number; bytes: number };

export const removedByTarget = z.record(z.string(), z.object({ count: z.number(), bytes: z.number() }));

export type RemovedByTarget = z.output<typeof removedByTarget>;

/** Adds to what the job has removed of a target: in the transaction that removes it. */
export async function noteRemoved(
  tx: Executor,
  jobId: string,
  target: string,
  { count, bytes }: Removed,
): Promise<void> {
  if (count === 0) return;
  await tx.execute(sql`
    insert into cleanup_tallies as tally (job_id, target, count, bytes)
    values (${jobId}::uuid, ${target}, ${count}::bigint, ${bytes}::bigint)
    on conflict (job_id, target) do update
      set count = tally.count + excluded.count, bytes = tally.bytes + excluded.bytes`);
}

/** What the job has removed, in all its runs. */
export async function readRemoved(db: Executor, jobId: string): Promise<RemovedByTarget> {
  const rows = await query(
    db,
    z.object({ target: z.string(), count: z.number(), bytes: z.number() }),
    sql`select target, count::float8 as count, bytes::float8 as bytes from cleanup_tallies
      where job_id = ${jobId}::uuid order by target`,
  );
  return Object.fromEntries(rows.map(({ target, count, bytes }) => [target, { count, bytes }]));
}

/** The same, of a dry run: it is kept in the checkpoint, since a page that is counted twice must count once. */
export function addRemoved(to: RemovedByTarget, target: string, { count, bytes }: Removed): RemovedByTarget {
  if (count === 0) return to;
  const before = to[target] ?? { count: 0, bytes: 0 };
  return { ...to, [target]: { count: before.count + count, bytes: before.bytes + bytes } };
}

export function totalOf(targets: RemovedByTarget): Removed {
  return Object.values(targets).reduce(
    (sum, { count, bytes }) => ({ count: sum.count + count, bytes: sum.bytes + bytes }),
    { count: 0, bytes: 0 },
  );
}
