import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { claim } from "@/lib/jobs/transitions/claim";
import { exercise, gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, lapse, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => {
  expect(await unsoundRows(world.db)).toEqual([]);
  await world.db.execute(sql`delete from job_executions`);
  await world.db.execute(sql`delete from job_batches`);
});
afterAll(() => world.stop());

const FAR = { act: "return", to: "nobody" } as const;
const asked = sql`cancel_requested_at = clock_timestamp()`;

/** A batch of jobs that are not due for a while. */
const batchOf = (count: number) =>
  enqueueBatch(
    exercise,
    Array.from({ length: count }, () => FAR),
    { delay: 1000 },
  );

describe("a job that was asked to end, and nobody saw to it", () => {
  it("is cancelled, whether it is pending, retrying or its run has stopped without a word", async () => {
    const [pending, retrying, lapsed] = [await plant(world.db), await plant(world.db), await plant(world.db)];
    await claim(world.db, { ...lapsed, claimId: randomUUID() });
    await alter(world.db, retrying.jobId, sql`status = 'retrying'`);
    await world.db.execute(sql`update job_executions set ${asked}`);
    await lapse(world.db, lapsed.jobId);
    expect(await reconcile()).toEqual({ ...NOTHING, cancelled: 3 });
    for (const { jobId } of [pending, retrying, lapsed]) {
      expect(await world.row(jobId)).toMatchObject({ status: "cancelled", leg: 1 });
    }
    expect(await world.attempts(lapsed.jobId)).toMatchObject([{ run: 1, outcome: "lost" }]);
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("is left to its run while that is alive", async () => {
    const row = await plant(world.db, { act: "wait-for-gate" });
    const answer = world.deliver("/api/jobs/exercise", { v: 1, jobId: row.jobId, type: row.type, leg: 1 });
    await poll(() => gate(row.jobId).reached).toBe(1);
    await alter(world.db, row.jobId, asked);
    expect(await reconcile()).toEqual(NOTHING);
    gate(row.jobId).open();
    expect((await answer).status).toBe(200);
    expect((await world.row(row.jobId)).status).toBe("completed");
  });

  it("takes the children it waits for along", async () => {
    const { batchId, jobIds } = await batchOf(2);
    const parent = await plant(world.db);
    await alter(world.db, parent.jobId, sql`status = 'waiting', waits_for = ${batchId}::uuid, ${asked}`);
    expect(await reconcile()).toMatchObject({ cancelled: 1 });
    for (const jobId of [parent.jobId, ...jobIds]) {
      expect((await world.row(jobId)).status).toBe("cancelled");
    }
  });

  it("ends although the batch it waits for is gone", async () => {
    const parent = await plant(world.db);
    await alter(world.db, parent.jobId, sql`status = 'waiting', waits_for = gen_random_uuid(), ${asked}`);
    expect(await reconcile()).toEqual({ ...NOTHING, cancelled: 1 });
  });

  it("is ended once by four passes at a time", async () => {
    const rows = await Promise.all(Array.from({ length: 20 }, () => plant(world.db)));
    await world.db.execute(sql`update job_executions set ${asked}`);
    const tallies = await Promise.all([reconcile(), reconcile(), reconcile(), reconcile()]);
    expect(tallies.reduce((total, { cancelled }) => total + cancelled, 0)).toBe(20);
    expect((await world.row(rows[0]?.jobId ?? "")).status).toBe("cancelled");
  });
});

describe("a batch that is to end", () => {
  it("has what does not run of it cancelled, and closes", async () => {
    const { batchId, jobIds } = await batchOf(3);
    await world.db.execute(sql`update job_batches set ${asked}`);
    expect(await reconcile()).toEqual({ ...NOTHING, cancelled: 3 });
    expect((await world.row(jobIds[0] ?? "")).status).toBe("cancelled");
    const closed = await query(
      world.db,
      z.object({ cancelled: z.number(), isClosed: z.boolean() }),
      sql`select cancelled, closed_at is not null as "isClosed" from job_batches where batch_id = ${batchId}::uuid`,
    );
    expect(closed).toEqual([{ cancelled: 3, isClosed: true }]);
  });

  it("ends over as many passes as it needs", async () => {
    await batchOf(501);
    await world.db.execute(sql`update job_batches set ${asked}`);
    expect(await reconcile()).toMatchObject({ cancelled: 500 });
    expect(await reconcile()).toMatchObject({ cancelled: 1 });
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("keeps no other batch from ending while its own child runs", async () => {
    const jobId = (await batchOf(1)).jobIds[0] ?? "";
    await alter(world.db, jobId, sql`not_before = null`);
    await claim(world.db, { jobId, type: exercise.type, leg: 1, claimId: randomUUID() });
    const other = await batchOf(1);
    await world.db.execute(sql`update job_batches set ${asked}`);
    expect(await reconcile()).toEqual({ ...NOTHING, cancelled: 1 });
    expect((await world.row(jobId)).status).toBe("processing");
    expect((await world.row(other.jobIds[0] ?? "")).status).toBe("cancelled");
  });
});

describe("a job that waits for a batch that is full", () => {
  it("goes on, although nobody woke it", async () => {
    const { batchId } = await batchOf(1);
    const parent = await plant(world.db);
    await alter(world.db, parent.jobId, sql`status = 'waiting', waits_for = ${batchId}::uuid`);
    expect(await reconcile()).toEqual(NOTHING);
    await world.db.execute(sql`update job_batches set completed = 1, closed_at = clock_timestamp()`);
    expect(await reconcile()).toEqual({ ...NOTHING, woken: 1, published: 1 });
    expect(await world.waitFor(parent.jobId, "completed")).toMatchObject({ leg: 2 });
  });
});

describe("a parked job", () => {
  it("stays parked while its type is paused, and goes on when it is not any more", async () => {
    const row = await plant(world.db);
    await alter(world.db, row.jobId, sql`parked_reason = 'paused', publish_claimed_until = null, leg = 2`);
    await world.db.execute(sql`insert into job_pauses (job_type) values (${row.type})`);
    expect(await reconcile()).toEqual(NOTHING);
    await world.db.execute(sql`delete from job_pauses`);
    expect(await reconcile()).toEqual({ ...NOTHING, unparked: 1, published: 1 });
    await world.waitFor(row.jobId, "completed");
  });
});
