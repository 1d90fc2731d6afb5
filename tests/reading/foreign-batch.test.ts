import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { countJobs } from "@/lib/jobs/reading/count-jobs";
import { listJobs } from "@/lib/jobs/reading/list-jobs";
import { openAppDatabase } from "@/tests/helpers/app-database";
import { recordStatements } from "@/tests/helpers/recorded-statements";

/** As many as a page reads at most. */
const JOBS = 10_000;

/** Blocks of 8 KB: the batch's row by its key, and the catalogue's own. */
const BLOCKS_MAX = 10;

const BATCH = randomUUID();
const OWNER = { userId: 7, organizationId: 7 };

let world: Awaited<ReturnType<typeof openAppDatabase>>;
beforeAll(async () => {
  world = await openAppDatabase();
  await batchOf(BATCH, OWNER.userId, OWNER.organizationId, JOBS);
  await world.db.execute(sql`vacuum analyze job_executions, job_batches`);
});
afterAll(() => world.close());

async function batchOf(batchId: string, userId: number, organizationId: number | null, count: number) {
  await world.db.execute(sql`
    insert into job_batches (batch_id, total, completed, user_id, organization_id, closed_at)
    values (${batchId}::uuid, ${count}::int, ${count}::int, ${userId}::bigint, ${organizationId}::bigint, clock_timestamp())`);
  await world.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload, payload_hash, endpoint, max_retries,
      timeout_seconds, backoff_seconds, run, attempt, user_id, organization_id, batch_id, batch_counted,
      published_at, message_id, started_at, run_started_at, completed_at, created_at)
    select job_new_id(), 'exercise', 'completed', '{"act":"return"}', md5(n::text), '/api/jobs/exercise', 3, 30,
      array[10, 60], 1, 1, ${userId}::bigint, ${organizationId}::bigint, ${batchId}::uuid, true, at, 'msg-' || n, at, at,
      at, at
    from generate_series(1, ${count}::int) as n, lateral (select clock_timestamp() as at) as ended`);
}

const plan = z.tuple([
  z.object({ Plan: z.object({ "Shared Hit Blocks": z.number(), "Shared Read Blocks": z.number() }) }),
]);

async function blocksOf(statement: SQL): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ "QUERY PLAN": plan }),
    sql`explain (analyze, buffers, format json) ${statement}`,
  );
  const root = row?.["QUERY PLAN"][0].Plan;
  return root === undefined ? Number.NaN : root["Shared Hit Blocks"] + root["Shared Read Blocks"];
}

it.each([
  ["another organization", { userId: 8, organizationId: 8 }],
  ["another organization, by the same person", { userId: 7, organizationId: 8 }],
  ["nobody's organization", { userId: 7, organizationId: null }],
])("to %s a batch's jobs are nothing, and cost one look at the batch", async (_, visibleTo) => {
  const { statements, stop } = recordStatements();
  const filter = { batchId: BATCH, visibleTo };
  expect((await listJobs(database(), filter)).jobs).toEqual([]);
  expect(await countJobs(database(), filter)).toEqual({ count: 0, isCapped: false });
  stop();
  expect(statements.length).toBeGreaterThanOrEqual(2);
  for (const statement of statements) expect(await blocksOf(statement)).toBeLessThan(BLOCKS_MAX);
});

it("to its organization, to its person where it belongs to none, and to the dashboard they are there", async () => {
  const own = randomUUID();
  await batchOf(own, 9, null, 3);
  for (const [batchId, visibleTo, count] of [
    [BATCH, { userId: 8, organizationId: 7 }, JOBS],
    [BATCH, undefined, JOBS],
    [own, { userId: 9, organizationId: 8 }, 3],
    [own, { userId: 9, organizationId: null }, 3],
    [own, { userId: 8, organizationId: 8 }, 0],
  ] as const) {
    const filter = { batchId, visibleTo };
    expect(await countJobs(database(), filter)).toMatchObject({ count });
    expect((await listJobs(database(), filter)).jobs).toHaveLength(Math.min(count, 50));
  }
});
