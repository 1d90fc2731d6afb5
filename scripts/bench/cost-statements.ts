import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { enqueue } from "@/lib/jobs/enqueue";
import type { Bench } from "./bench";
import { handleUnrouted, PAYLOAD, unrouted } from "./jobs/noop";
import { assertCompleted, deliveryOf } from "./plant";
import { clearTables, type Stage } from "./stage";

const JOBS = 10;

/** Each statement is a round trip to the database and a write to its log. */
export const costStatements: Bench = {
  about: "statements in the whole life of a plain job, as Postgres counts them",
  goal: { atMost: 4 },
  async run(stage) {
    await database().execute(sql`create extension if not exists pg_stat_statements`);
    // The first job opens connections, which ask questions of their own.
    await live(stage);
    await database().execute(sql`select pg_stat_statements_reset()`);
    for (let job = 0; job < JOBS; job += 1) await live(stage);
    const value = (await statements()) / JOBS;
    await assertCompleted();
    await clearTables();
    return { value, jobs: JOBS };
  },
};

/** Enqueued, published, noted; delivered, claimed, settled. The delivery is by hand: in the worker's own process. */
async function live(stage: Stage): Promise<void> {
  const { jobId } = await enqueue(unrouted, PAYLOAD);
  const { url, body, headers } = deliveryOf(stage, unrouted, jobId);
  const response = await createJobWorker(handleUnrouted)(new Request(url, { method: "POST", body, headers }));
  if (!response.ok) throw new Error(`The worker answered ${response.status}.`);
}

async function statements(): Promise<number> {
  const rows = await query(
    database(),
    z.object({ calls: z.number() }),
    sql`select coalesce(sum(calls), 0)::int as calls from pg_stat_statements
      where query not like '%pg_stat_statements%' and query not like '%pg_catalog%'`,
  );
  return rows[0]?.calls ?? Number.NaN;
}
