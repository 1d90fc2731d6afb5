import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { prepareBatch } from "@/lib/jobs/enqueue-batch";
import { insertMany } from "@/lib/jobs/insert";
import { insertBatch } from "@/lib/jobs/transitions/batch";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import { expire } from "@/lib/jobs/transitions/expire";
import { fail } from "@/lib/jobs/transitions/fail";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { waitForBatch } from "@/lib/jobs/transitions/wait";
import { exercise } from "@/tests/helpers/exercise-job";
import { alter, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let pool: ReturnType<typeof connect>;
beforeAll(async () => {
  world = await startWorld([]);
  pool = connect(process.env.DATABASE_URL ?? "", { max: 20 });
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(async () => {
  await pool.close();
  await world.stop();
});

const NOTHING = { json: null, note: null };

/** Ways for a child to end, whoever ends it. */
const ENDS: ((child: Leg) => Promise<unknown>)[] = [
  async (child) => complete(pool.db, await running(child), NOTHING),
  async (child) => fail(pool.db, await running(child), "failed"),
  async (child) => fail(pool.db, await running(child), "timeout"),
  async (child) => cancel(pool.db, [child.jobId]),
  async (child) => {
    await alter(pool.db, child.jobId, sql`deadline_at = clock_timestamp()`);
    return expire(pool.db, [child]);
  },
  async (child) => {
    await alter(
      pool.db,
      child.jobId,
      sql`attempt = 1, run = 1, max_retries = 0, run_started_at = clock_timestamp(),
      status = 'processing', claim_id = gen_random_uuid(), lease_until = clock_timestamp() - interval '1 minute'`,
    );
    return exhaust(pool.db, [child]);
  },
];

describe("the last child wakes its parent exactly once", () => {
  it("when 1,000 children end at once, in any way, while the parent begins to wait", async () => {
    const parent = await plant(world.db);
    const run = await running(parent);
    const { batchId, children } = await batchOf(1000, parent.jobId);
    const wait = () => pool.db.transaction((tx) => waitForBatch(tx, run, { batchId, checkpoint: NOTHING }));
    const ends = children.map((child, index) => ENDS[index % ENDS.length]?.(child));
    await Promise.all([...ends.slice(0, 500), wait(), ...ends.slice(500)]);
    expect(await world.row(parent.jobId)).toMatchObject({ status: "pending", leg: 2, run: 1 });
    expect(await counters(batchId)).toEqual({
      total: 1000,
      completed: 167,
      failed: 666,
      cancelled: 167,
      closed: 1,
    });
  });

  it.each(Array.from({ length: 30 }, (_, index) => index))(
    "when the only child ends at the very moment (%i)",
    async (index) => {
      const parent = await plant(world.db);
      const run = await running(parent);
      const { batchId, children } = await batchOf(1, parent.jobId);
      const [child] = children;
      if (child === undefined) throw new Error("A batch of one has one.");
      await Promise.all([
        ENDS[index % ENDS.length]?.(child),
        pool.db.transaction((tx) => waitForBatch(tx, run, { batchId, checkpoint: NOTHING })),
      ]);
      expect(await world.row(parent.jobId)).toMatchObject({ status: "pending", leg: 2 });
    },
  );
});

describe("a parent that is cancelled while its children end", () => {
  it("is woken or cancelled, never both, and every child counts", async () => {
    for (let round = 0; round < 20; round += 1) {
      const parent = await plant(world.db);
      const run = await running(parent);
      const { batchId, children } = await batchOf(2, parent.jobId);
      await pool.db.transaction((tx) => waitForBatch(tx, run, { batchId, checkpoint: NOTHING }));
      const runs = await Promise.all(children.map(running));
      await Promise.all([
        cancel(pool.db, [parent.jobId]),
        ...runs.map((each) => complete(pool.db, each, NOTHING)),
      ]);
      const { status, leg } = await world.row(parent.jobId);
      expect([
        ["cancelled", 1],
        ["cancelled", 2],
      ]).toContainEqual([status, leg]);
      expect(await counters(batchId)).toMatchObject({ completed: 2, closed: 1 });
    }
  });
});

/** Claims the row and answers with what settles that run. */
async function running(row: Pick<Leg, "jobId" | "type" | "leg">) {
  const claimed = await claim(pool.db, { ...row, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error(`Nobody else runs ${row.jobId}.`);
  return { run: claimed.held, progress: null, error: null, messageId: null, appVersion: null };
}

async function batchOf(count: number, waiter: string) {
  const payloads = Array.from({ length: count }, () => ({ act: "return" as const }));
  const { batch, children } = await prepareBatch(exercise, payloads, {}, { waiter });
  await insertBatch(pool.db, batch);
  const legs = await insertMany(pool.db, children);
  return { batchId: batch.batchId, children: legs.flatMap(({ leg }) => (leg === null ? [] : [leg])) };
}

async function counters(batchId: string) {
  const [row] = await query(
    world.db,
    z.object({
      total: z.number(),
      completed: z.number(),
      failed: z.number(),
      cancelled: z.number(),
      closed: z.number(),
    }),
    sql`select total, completed, failed, cancelled, (closed_at is not null)::int as closed from job_batches
      where batch_id = ${batchId}::uuid`,
  );
  return row;
}
