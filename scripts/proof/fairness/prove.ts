import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import type { JobDefinition } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueMany } from "@/lib/jobs/enqueue-many";

const BUSY = { userId: null, organizationId: 1 };
const CALM = { userId: null, organizationId: 2 };

/** Jobs of the calm organization, one after the other. */
const SINGLES = 10;

/** Pause between two of them, in milliseconds. */
const BETWEEN_MS = 300;

export type Delays = {
  type: string;
  burst: number;
  /** Milliseconds from the call of `enqueue` to the start of the run, by the database's clock. */
  singles: number[];
  longestMs: number;
  /** Jobs of the burst that were open when the last single had ended: it was not just over. */
  openAfterSingles: number;
  burstSeconds: number;
};

/** One organization enqueues `burst` jobs; meanwhile another one enqueues single ones. Waits until all have ended. */
export async function delaysOf(db: Database, job: JobDefinition, burst: number): Promise<Delays> {
  const began = performance.now();
  await enqueueMany(
    job,
    Array.from({ length: burst }, () => ({})),
    { actor: BUSY },
  );
  const singles: number[] = [];
  for (let n = 0; n < SINGLES; n += 1) {
    singles.push(await delayOfOne(db, job));
    await wait(BETWEEN_MS);
  }
  const openAfterSingles = await open(db, job);
  while ((await open(db, job)) > 0) await wait(200);
  return {
    type: job.type,
    burst,
    singles,
    longestMs: Math.max(...singles),
    openAfterSingles,
    burstSeconds: Math.round((performance.now() - began) / 100) / 10,
  };
}

const delay = z.object({ ms: z.number().nullable() });

async function delayOfOne(db: Database, job: JobDefinition): Promise<number> {
  const { jobId } = await enqueue(job, {}, { actor: CALM, publish: "now" });
  for (;;) {
    const [row] = await query(
      db,
      delay,
      sql`select round(extract(epoch from started_at - created_at) * 1000)::int as ms
        from job_executions where job_id = ${jobId}::uuid and completed_at is not null`,
    );
    if (row?.ms != null) return row.ms;
    await wait(20);
  }
}

async function open(db: Database, { type }: JobDefinition): Promise<number> {
  const [row] = await query(
    db,
    z.object({ open: z.number() }),
    sql`select count(*)::int as open from job_executions
      where job_type = ${type} and status in ('pending', 'retrying', 'processing', 'waiting')`,
  );
  return row?.open ?? 0;
}
