import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { handle } from "@/lib/jobs/handle";
import { nextMatching } from "@/lib/jobs/operations/matching";
import { BEGINNING, cursor } from "@/lib/jobs/operations/walk";
import { operateOnJobs } from "./jobs";
import { operate } from "./operate";
import { tallyOf } from "./tally";

/** A run begins nothing more when less than this is left to it, in milliseconds. */
const PART_MS = 20_000;

/** Jobs that one statement moves: the messages of so many leave with one call. */
const PART = 100;

const checkpoint = z.object({ from: cursor, untouched: z.record(z.string(), z.int()) });

/**
 * Each part may be done twice, by a run that died and by the next one, and has its effect once: what is cancelled or
 * revived does not match any more, and of each job the operation makes one replay. How far it is, the audit knows.
 */
export const handleOperateOnJobs = handle(
  operateOnJobs,
  async ({ operation, total, by: person, ...what }, ctx) => {
    const by = { ...person, operationId: ctx.jobId };
    const begun = checkpoint.parse(ctx.checkpoint ?? { from: BEGINNING, untouched: {} });
    const tally = tallyOf(await countDone(ctx.jobId), begun.untouched);
    for (let from: z.output<typeof cursor> | null = begun.from; from !== null; ) {
      const page = await nextMatching(database(), { operation, ...what }, from);
      for (let start = 0; start < page.places.length; start += PART) {
        ctx.signal.throwIfAborted();
        const part = page.places.slice(start, start + PART);
        // It is open itself, and may match.
        const jobIds = part.map(({ jobId }) => jobId).filter((jobId) => jobId !== ctx.jobId);
        tally.add(await operate(operation, jobIds, by));
        ctx.progress(tally.done, total ?? undefined);
        from = { lane: page.lane, after: part.at(-1) ?? null };
        if (ctx.stopAt.getTime() - Date.now() < PART_MS)
          return ctx.continueWith({ from, untouched: tally.untouched }, { delay: 0 });
      }
      from = page.next;
    }
    return { done: tally.done, untouched: tally.untouched };
  },
);

async function countDone(operationId: string): Promise<number> {
  const [row] = await query(
    database(),
    z.object({ done: z.number() }),
    sql`select count(*)::int as done from job_audit where operation_id = ${operationId}::uuid`,
  );
  return row?.done ?? 0;
}
