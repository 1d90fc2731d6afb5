import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { followUp } from "@/lib/jobs/follow-up";
import { publish } from "@/lib/jobs/publishing/publish";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { revive } from "@/lib/jobs/transitions/revive";
import { exercise, gate, handleExercise } from "@/tests/helpers/exercise-job";
import { family, handleFamily } from "@/tests/helpers/family-job";
import { poll } from "@/tests/helpers/poll";
import { alter, unsoundRows } from "@/tests/helpers/rows";
import { handleTree, tree } from "@/tests/helpers/tree-job";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld([handleExercise, handleFamily, handleTree]);
});
beforeEach(() => {
  world.events.length = 0;
});
afterEach(async () => {
  expect(await unsoundRows(world.db)).toEqual([]);
  expect(await miscounted()).toEqual([]);
});
afterAll(() => world.stop());

describe("a parent that waits for its children", () => {
  it("goes on when the last one has ended, and reads them in the order in which it gave them", async () => {
    const children = [{ act: "return" }, { act: "non-retryable" }, { act: "return", throws: 1 }] as const;
    const { jobId } = await enqueue(family, { children: [...children] });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      run: 2,
      leg: 2,
      attempt: 1,
      result: {
        checkpoint: "children were sent",
        statuses: ["completed", "failed", "completed"],
        progress: { total: 3, completed: 2, failed: 1, cancelled: 0 },
      },
    });
    expect((await world.attempts(jobId)).map(({ outcome }) => outcome)).toEqual(["waiting", "completed"]);
  });

  it("goes on at once with no children", async () => {
    const { jobId } = await enqueue(family, { children: [] });
    const { result } = await world.waitFor(jobId, "completed");
    expect(result).toMatchObject({
      statuses: [],
      progress: { total: 0, completed: 0, failed: 0, cancelled: 0 },
    });
  });

  it("sees the rest cancelled after one failed, where it asked for that", async () => {
    const { jobId } = await enqueue(family, {
      children: [{ act: "wait-for-gate" }, { act: "non-retryable" }],
      onFailure: "cancel_rest",
    });
    await world.waitFor(jobId, "waiting");
    const [first] = await childrenOf(jobId);
    gate(first ?? "").open();
    const { result } = await world.waitFor(jobId, "completed");
    expect(result).toMatchObject({ progress: { total: 2, failed: 1 } });
  });
});

describe("children that have children", () => {
  it("end before whoever waits for them, at every level, also when that is tried again", async () => {
    const { jobId } = await enqueue(tree, { depth: 3, width: 3 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ result: { leaves: 27 }, run: 3, leg: 2 });
    expect((await world.attempts(jobId)).map(({ outcome }) => outcome)).toEqual([
      "waiting",
      "retry",
      "completed",
    ]);
    const inner = await childrenOf(jobId);
    expect(inner).toHaveLength(3);
    for (const child of inner) expect(await world.row(child)).toMatchObject({ status: "completed", run: 3 });
  });
});

describe("a batch", () => {
  it("inserts what follows it once, when the last of it has ended, and lets it read the batch", async () => {
    const { batchId, jobIds } = await enqueueBatch(
      exercise,
      Array.from({ length: 20 }, () => ({ act: "return" as const })),
      { onComplete: followUp(exercise, { act: "return", to: "after the batch" }) },
    );
    expect(jobIds).toHaveLength(20);
    await poll(() => followers(batchId)).toHaveLength(1);
    const [after] = await followers(batchId);
    await world.waitFor(after ?? "", "completed");
    expect(await followers(batchId)).toHaveLength(1);
  });

  it("cancels what has not begun when one fails, where it is to, and tells what follows it", async () => {
    const onComplete = followUp(exercise, { act: "return" });
    const rest = Array.from({ length: 600 }, () => ({ act: "return" as const }));
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "non-retryable" }, ...rest], {
      onFailure: "cancel_rest",
      onComplete,
      delay: 1000,
    });
    const [failing = ""] = jobIds;
    await alter(world.db, failing, sql`not_before = null`);
    await world.deliver(exercise.endpoint, { v: 1, jobId: failing, type: "exercise", leg: 1 });
    await reconcile();
    expect(await counters(batchId)).toEqual({ completed: 0, failed: 1, cancelled: 600, closed: true });
    await poll(() => followers(batchId)).toHaveLength(1);
  });

  it("that is empty inserts what follows it at once", async () => {
    const onComplete = followUp(exercise, { act: "return" });
    const { batchId } = await enqueueBatch(exercise, [], { onComplete });
    expect(await followers(batchId)).toHaveLength(1);
  });

  it("takes back the end of a child that is revived while it is open", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [
      { act: "non-retryable" },
      { act: "wait-for-gate" },
    ]);
    const [failing = "", held = ""] = jobIds;
    await world.waitFor(failing, "failed");
    expect(await counters(batchId)).toMatchObject({ failed: 1, closed: false });
    await revive(world.db, [failing], { userId: null });
    expect(await counters(batchId)).toMatchObject({ failed: 0, closed: false });
    await world.deliver(exercise.endpoint, { v: 1, jobId: failing, type: "exercise", leg: 2 });
    await world.waitFor(failing, "failed");
    gate(held).open();
    await world.waitFor(held, "completed");
    expect(await counters(batchId)).toMatchObject({ completed: 1, failed: 1, closed: true });
  });
});

describe("a batch that is closed", () => {
  it("stays as it is when one of its children is revived and ends again: nobody is woken twice", async () => {
    const { jobId } = await enqueue(family, { children: [{ act: "return" }, { act: "non-retryable" }] });
    const { result } = await world.waitFor(jobId, "completed");
    const [, failing = ""] = await childrenOf(jobId);
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "non-retryable" }], {
      onComplete: followUp(exercise, { act: "return" }),
    });
    await world.waitFor(jobIds[0] ?? "", "failed");
    const before = await counters(batchId);
    for (const child of [failing, jobIds[0] ?? ""]) {
      await publish(await revive(world.db, [child], { userId: null }));
      await poll(async () => (await world.row(child)).run).toBe(2);
      await world.waitFor(child, "failed");
    }
    expect(await counters(batchId)).toEqual(before);
    expect(await followers(batchId)).toHaveLength(1);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 2, leg: 2, result });
  });
});

async function counters(batchId: string) {
  const [row] = await query(
    world.db,
    z.object({ completed: z.number(), failed: z.number(), cancelled: z.number(), closed: z.boolean() }),
    sql`select completed, failed, cancelled, closed_at is not null as closed from job_batches
      where batch_id = ${batchId}::uuid`,
  );
  return row;
}

async function childrenOf(jobId: string): Promise<string[]> {
  const rows = await query(
    world.db,
    z.object({ job_id: z.string() }),
    sql`select job_id from job_executions where parent_job_id = ${jobId}::uuid order by job_id`,
  );
  return rows.map(({ job_id }) => job_id);
}

async function followers(batchId: string): Promise<string[]> {
  const rows = await query(
    world.db,
    z.object({ job_id: z.string() }),
    sql`select job_id from job_executions where waits_for = ${batchId}::uuid and batch_id is null`,
  );
  return rows.map(({ job_id }) => job_id);
}

/** Batches whose counters differ from a recount of their children: must always be empty. */
function miscounted(): Promise<unknown[]> {
  return query(
    world.db,
    z.unknown(),
    sql`select * from job_batches b join lateral (
        select count(*) filter (where status = 'completed') as done,
          count(*) filter (where status in ('failed', 'timeout')) as lost,
          count(*) filter (where status = 'cancelled') as gone
        from job_executions where batch_id = b.batch_id and batch_counted
      ) as recount on true
      where (b.completed, b.failed, b.cancelled) <> (done, lost, gone)`,
  );
}
