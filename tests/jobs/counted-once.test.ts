import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { followUp } from "@/lib/jobs/follow-up";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { revive } from "@/lib/jobs/transitions/revive";
import { waitForBatch } from "@/lib/jobs/transitions/wait";
import { exercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { plant, unsoundRows, waitingForLocks } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld([]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const NOTHING = { json: null, note: null };

describe("a child that is revived after its batch was full", () => {
  it.each([
    ["completes", async (jobId: string) => complete(world.db, await running(jobId, 2), NOTHING)],
    ["is cancelled", async (jobId: string) => cancel(world.db, [jobId])],
  ])("and %s is not counted again, and the batch's follow-up is not inserted again", async (_, end) => {
    const onComplete = followUp(exercise, { act: "return" });
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "return" }], { onComplete });
    const [jobId = ""] = jobIds;
    await cancel(world.db, [jobId]);
    const full = await state(batchId);
    expect(full).toMatchObject({ completed: 0, cancelled: 1, followers: 1 });
    await revive(world.db, [jobId], { userId: null });
    await end(jobId);
    expect(await state(batchId)).toEqual(full);
  });
});

describe("a parent that begins to wait in a transaction that is still open", () => {
  it("is woken by a child whose end began before it was committed", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "return" }]);
    const parent = await plant(world.db);
    const run = await running(parent.jobId, 1);
    const child = await running(jobIds[0] ?? "", 1);
    const end = await world.db.transaction(async (tx) => {
      await waitForBatch(tx, run, { batchId, checkpoint: NOTHING });
      const ending = complete(world.db, child, NOTHING);
      await poll(() => waitingForLocks(world.db)).toBe(1);
      return { ending };
    });
    await end.ending;
    expect(await world.row(parent.jobId)).toMatchObject({ status: "pending", leg: 2 });
  });
});

async function running(jobId: string, leg: number) {
  const claimed = await claim(world.db, { jobId, type: exercise.type, leg, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error(`Nobody else runs ${jobId}.`);
  return { run: claimed.held, progress: null, error: null, messageId: null, appVersion: null };
}

async function state(batchId: string) {
  const [row] = await query(
    world.db,
    z.object({ completed: z.number(), cancelled: z.number(), closed: z.string(), followers: z.number() }),
    sql`select completed, cancelled, closed_at::text as closed,
        (select count(*)::int from job_executions where waits_for = ${batchId}::uuid) as followers
      from job_batches where batch_id = ${batchId}::uuid`,
  );
  return row;
}
