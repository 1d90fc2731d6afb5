import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { cleanupOldData } from "./jobs";
import type { PageOptions, Place } from "./step";
import { STEPS } from "./steps";
import { addRemoved, readRemoved, removedByTarget, totalOf } from "./tally";

/** A run begins no further page when less than this is left to it, in milliseconds. */
const PAGE_MS = 20_000;

const checkpoint = z.object({
  before: z.string(),
  step: z.int(),
  after: z.array(z.string()).nullable(),
  /** Of a dry run, and of files that were left. */
  counted: removedByTarget,
  skipped: z.record(z.string(), z.int()),
});

type State = z.output<typeof checkpoint>;

/**
 * Whatever a run has removed is gone and noted, so the next one finds the rest: after a kill, a continuation, or beside
 * another clean-up of the same kind.
 */
export const handleCleanupOldData = handle(
  cleanupOldData,
  async ({ cleanupType, daysOld, dryRun: isDry }, ctx) => {
    const steps = STEPS[cleanupType];
    const state = ctx.checkpoint === null ? await beginning(daysOld) : checkpoint.parse(ctx.checkpoint);
    if (!isDry) state.counted = await readRemoved(database(), ctx.jobId);
    const until = new Date(ctx.stopAt.getTime() - PAGE_MS);
    const constant = {
      jobId: ctx.jobId,
      daysOld,
      isDry,
      until,
      signal: ctx.signal,
      skip: skipper(state, ctx),
    };
    for (let step = steps[state.step]; step !== undefined; step = steps[state.step]) {
      ctx.signal.throwIfAborted();
      const page = await step.page({ ...constant, before: state.before, after: state.after });
      state.counted = addRemoved(state.counted, step.target, page);
      goOn(state, page.after);
      ctx.progress(totalOf(state.counted).count, undefined, step.target);
      if (state.step < steps.length && Date.now() > until.getTime())
        return ctx.continueWith(state, { delay: 0 });
    }
    // What a run that was killed, or went on beside this one, has removed is in the notes only.
    const targets = isDry ? state.counted : await readRemoved(database(), ctx.jobId);
    return { dryRun: isDry, ...totalOf(targets), targets, skipped: state.skipped };
  },
);

/** By the database's clock, once: all runs of a job mean the same moment. */
async function beginning(daysOld: number): Promise<State> {
  const [row] = await query(
    database(),
    z.object({ before: z.string() }),
    sql`select (clock_timestamp() - make_interval(days => ${daysOld}::int))::text as before`,
  );
  if (row === undefined) throw new Error("The database did not say what time it is.");
  return { before: row.before, step: 0, after: null, counted: {}, skipped: {} };
}

/** How many lines tell of files that stay; all are counted. */
const LINES_MAX = 50;

function skipper(state: State, ctx: JobContext): PageOptions["skip"] {
  let lines = 0;
  return (reason, path) => {
    state.skipped[reason] = (state.skipped[reason] ?? 0) + 1;
    lines += 1;
    if (lines <= LINES_MAX) ctx.log("Left an old file", { reason, path });
  };
}

function goOn(state: State, after: Place): void {
  state.after = after === null ? null : [...after];
  if (after === null) state.step += 1;
}
