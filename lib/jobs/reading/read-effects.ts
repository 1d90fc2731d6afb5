import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { EFFECT_STATES } from "@/lib/jobs/lifecycle";

const isoTime = z.string().transform((text) => new Date(text).toISOString());

const effect = z.object({
  key: z.string(),
  state: z.enum(EFFECT_STATES),
  run: z.number(),
  calls: z.number(),
  firstSentAt: isoTime,
  doneAt: isoTime.nullable(),
});

/** An outside effect as the ledger has it, without what was sent and answered: that is the handler's own. */
export type LedgerEntry = z.output<typeof effect>;

/** Effects that are read. */
const EFFECTS_MAX = 100;

/** The ledger of a job: one entry for each `ctx.once`, in the order of the first call; 100 at most. */
export async function readEffects(executor: Executor, jobId: string): Promise<LedgerEntry[]> {
  const rows = await query(
    executor,
    z.object({ effect }),
    sql`
      select json_build_object('key', key, 'state', state, 'run', run, 'calls', calls,
        'firstSentAt', first_sent_at, 'doneAt', done_at) as effect
      from (select * from job_effects where job_id = ${jobId}::uuid order by key limit ${EFFECTS_MAX}) as ledger
      order by first_sent_at, key`,
  );
  return rows.map(({ effect }) => effect);
}
