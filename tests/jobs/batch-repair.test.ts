import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { exercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant, unsoundRows, wholeFootprint } from "@/tests/helpers/rows";
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

/** A batch of jobs that are not due for a while, and the job that waits for it. */
async function family(count: number) {
  const payloads = Array.from({ length: count }, () => ({ act: "return" as const }));
  const { batchId, jobIds } = await enqueueBatch(exercise, payloads, { delay: 1000 });
  const parent = await plant(world.db);
  await alter(world.db, parent.jobId, sql`status = 'waiting', waits_for = ${batchId}::uuid`);
  await world.db.execute(
    sql`update job_batches set waiter = ${parent.jobId}::uuid where batch_id = ${batchId}::uuid`,
  );
  return { batchId, jobIds, parent };
}

/** Ends a job as somebody might in an SQL console. */
const endByHand = (jobId: string, isCounted: boolean) =>
  alter(
    world.db,
    jobId,
    sql`status = 'completed', completed_at = clock_timestamp(), batch_counted = ${isCounted}::boolean`,
  );

const idle = () =>
  world.db.execute(sql`update job_batches set updated_at = clock_timestamp() - interval '1 hour'`);

async function counters(batchId: string): Promise<unknown> {
  const [row] = await query(
    world.db,
    z.unknown(),
    sql`select total, completed, closed_at is not null as "isClosed" from job_batches where batch_id = ${batchId}::uuid`,
  );
  return row;
}

describe("a child that was ended by hand", () => {
  it("is counted, and the last one closes the batch and wakes the parent", async () => {
    const { batchId, jobIds, parent } = await family(2);
    await endByHand(jobIds[0] ?? "", false);
    expect(await reconcile()).toEqual({ ...NOTHING, repaired: 1 });
    expect(await counters(batchId)).toEqual({ total: 2, completed: 1, isClosed: false });
    await endByHand(jobIds[1] ?? "", false);
    expect(await reconcile()).toMatchObject({ repaired: 1, woken: 0 });
    expect(await counters(batchId)).toEqual({ total: 2, completed: 2, isClosed: true });
    expect(await world.waitFor(parent.jobId, "completed")).toMatchObject({ leg: 2 });
  });

  it("is counted once by four passes at a time", async () => {
    const { batchId, jobIds } = await family(5);
    for (const jobId of jobIds.slice(0, 4)) await endByHand(jobId, false);
    const tallies = await Promise.all([reconcile(), reconcile(), reconcile(), reconcile()]);
    expect(tallies.reduce((total, { repaired }) => total + repaired, 0)).toBe(4);
    expect(await counters(batchId)).toEqual({ total: 5, completed: 4, isClosed: false });
  });
});

describe("counters that were edited by hand", () => {
  it.each([0, 2])("to %i of 1 are put right", async (wrong) => {
    const { batchId, jobIds } = await family(3);
    await endByHand(jobIds[0] ?? "", true);
    await world.db.execute(sql`update job_batches set completed = ${wrong}`);
    expect(await reconcile()).toEqual(NOTHING);
    await idle();
    expect(await reconcile()).toEqual({ ...NOTHING, repaired: 1 });
    expect(await counters(batchId)).toEqual({ total: 3, completed: 1, isClosed: false });
    await idle();
    const before = await wholeFootprint(world.db);
    expect(await reconcile()).toEqual(NOTHING);
    expect(await wholeFootprint(world.db)).toBe(before);
  });

  it("close the batch and wake the parent once they say that it is full", async () => {
    const { batchId, jobIds, parent } = await family(1);
    await endByHand(jobIds[0] ?? "", true);
    await idle();
    expect(await reconcile()).toMatchObject({ repaired: 1 });
    expect(await counters(batchId)).toEqual({ total: 1, completed: 1, isClosed: true });
    await world.waitFor(parent.jobId, "completed");
  });
});

it("children whose rows were deleted by hand do not keep the parent waiting", async () => {
  const { batchId, parent } = await family(2);
  await world.db.execute(sql`delete from job_executions where batch_id = ${batchId}::uuid`);
  await idle();
  expect(await reconcile()).toMatchObject({ repaired: 1 });
  expect(await counters(batchId)).toEqual({ total: 0, completed: 0, isClosed: true });
  await world.waitFor(parent.jobId, "completed");
});
