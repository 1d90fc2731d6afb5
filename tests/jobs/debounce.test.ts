import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { EnqueueOptionsError } from "@/lib/jobs/enqueue-options";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { revive } from "@/lib/jobs/transitions/revive";
import { withJobs } from "@/lib/jobs/with-jobs";
import { anything } from "@/tests/helpers/anything-job";
import { exercise, gate, handleExercise, runsBegun } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, footprint, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise]);
});
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
});
afterAll(() => world.stop());

const LATER = { delay: 1000 };

describe("a debounce key", () => {
  it("replaces payload, time and deadline of the job that has not begun", async () => {
    const options = { ...LATER, debounceKey: "search index" };
    const first = await enqueue(exercise, { act: "return", to: "old" }, options);
    const deadline = new Date(Date.now() + 86_400_000);
    const again = await enqueue(
      exercise,
      { act: "return", to: "new" },
      { ...options, delay: 5000, deadline },
    );
    expect(first).toMatchObject({ deduplicated: false, status: "pending" });
    expect(again).toEqual({ ...first, deduplicated: true });
    expect(await state("search index")).toEqual([
      { status: "pending", leg: 2, to: "new", wait: 5000, deadline: deadline.toISOString() },
    ]);
  });

  it("used 50 times at once is one job with the payload of whoever came last, which runs once", async () => {
    world.proxy.fault = "refuse";
    const calls = Array.from({ length: 50 }, (_, n) =>
      prepare(exercise, { act: "return", to: `${n}` }, { debounceKey: "crowd" }).then(async (row) => ({
        n,
        ...(await insert(world.db, row)),
      })),
    );
    const results = await Promise.all(calls);
    expect(new Set(results.map(({ jobId }) => jobId)).size).toBe(1);
    expect(results.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
    const last = results.find(({ leg }) => leg?.leg === 50);
    const jobId = last?.jobId ?? "";
    expect(await state("crowd")).toMatchObject([{ leg: 50, to: `${last?.n}` }]);
    for (const leg of results.map((result) => result.leg?.leg)) {
      await world.deliver(exercise.endpoint, { v: 1, jobId, type: "exercise", leg });
    }
    expect(await world.row(jobId)).toMatchObject({
      status: "completed",
      run: 1,
      result: { to: `${last?.n}` },
    });
    expect(runsBegun.get(jobId)).toBe(1);
  });

  it("brings a second job once the first has begun, in whatever way", async () => {
    const running = await enqueue(exercise, { act: "wait-for-gate" }, { debounceKey: "running" });
    await world.waitFor(running.jobId, "processing");
    await expectNew("running", running.jobId);
    gate(running.jobId).open();
    const ended = await enqueue(exercise, { act: "return" }, { debounceKey: "ended" });
    await world.waitFor(ended.jobId, "completed");
    await expectNew("ended", ended.jobId);
    const deferred = await enqueue(exercise, { act: "retry-tomorrow" }, { debounceKey: "deferred" });
    await world.waitFor(deferred.jobId, "pending");
    await expect.poll(async () => (await world.row(deferred.jobId)).leg).toBe(2);
    await expectNew("deferred", deferred.jobId);
  });

  it("brings a second job once the first was cancelled, and when that is revived", async () => {
    const first = await enqueue(exercise, { act: "return" }, { ...LATER, debounceKey: "cancelled" });
    await cancel(world.db, [first.jobId]);
    await revive(world.db, [first.jobId], { userId: null });
    await expectNew("cancelled", first.jobId);
  });

  it("is its own in each organization, in none of them, and in each type", async () => {
    const options = { ...LATER, debounceKey: "shared" };
    const of = (organizationId: number | null) => ({ ...options, actor: { userId: null, organizationId } });
    const calls = [
      () => enqueue(exercise, { act: "return" }, of(1)),
      () => enqueue(exercise, { act: "return" }, of(2)),
      () => enqueue(exercise, { act: "return" }, of(null)),
      () => enqueue(anything, { act: "return" }, of(null)),
    ];
    const first = await Promise.all(calls.map((call) => call()));
    expect(new Set(first.map(({ jobId }) => jobId)).size).toBe(4);
    const again = await Promise.all(calls.map((call) => call()));
    expect(again).toMatchObject(first.map(({ jobId }) => ({ jobId, deduplicated: true })));
  });

  it("loses no payload to a run that begins at the same moment", async () => {
    for (let round = 0; round < 20; round += 1) {
      world.proxy.fault = "refuse";
      const debounceKey = `race ${round}`;
      const first = await insert(
        world.db,
        await prepare(exercise, { act: "return", to: "old" }, { debounceKey }),
      );
      const message = { v: 1, jobId: first.jobId, type: "exercise", leg: 1 };
      const [, second] = await Promise.all([
        world.deliver(exercise.endpoint, message),
        prepare(exercise, { act: "return", to: "new" }, { debounceKey }).then((row) => insert(world.db, row)),
      ]);
      await world.deliver(exercise.endpoint, { ...message, jobId: second.jobId, leg: second.leg?.leg });
      expect(await world.row(second.jobId)).toMatchObject({ status: "completed", result: { to: "new" } });
      const rows = await state(debounceKey);
      expect(rows.map(({ status }) => status)).toEqual(rows.map(() => "completed"));
    }
  });

  it("gives a job whose message was lost the new time, not that of its rescue", async () => {
    const options = { ...LATER, debounceKey: "rescued" };
    const { jobId } = await enqueue(exercise, { act: "return" }, options);
    await rescue(world.db, [{ jobId, leg: 1 }]);
    await enqueue(exercise, { act: "return", to: "new" }, { ...options, delay: 60 });
    expect(await state("rescued")).toMatchObject([{ leg: 3, to: "new", wait: 60 }]);
    expect(await world.row(jobId)).toMatchObject({ next_attempt_at: null, rescues: 0 });
  });

  it("with a longest wait is not put off beyond that, however often it is used", async () => {
    const options = { debounceKey: "restless", delay: 400 };
    const { jobId } = await enqueue(exercise, { act: "return" }, { ...options, debounceMaxWait: 600 });
    await enqueue(exercise, { act: "return", to: "in time" }, { ...options, debounceMaxWait: 600 });
    expect(await state("restless")).toMatchObject([{ to: "in time", wait: 400 }]);
    await enqueue(exercise, { act: "return", to: "in the end" }, { ...options, debounceMaxWait: 200 });
    expect(await state("restless")).toMatchObject([{ to: "in the end", wait: 200 }]);
    await enqueue(
      exercise,
      { act: "return", to: "at once" },
      { debounceKey: "restless", debounceMaxWait: 200 },
    );
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ result: { to: "at once" } });
  });

  it("is what a longest wait belongs to", async () => {
    const call = enqueue(exercise, { act: "return" }, { debounceMaxWait: 600 });
    await expect(call).rejects.toThrow("debounceMaxWait: Give it together with debounceKey");
  });

  it("is no idempotency key: both are refused", async () => {
    const before = await footprint(world.db);
    const call = enqueue(exercise, { act: "return" }, { debounceKey: "both", idempotencyKey: "both" });
    await expect(call).rejects.toThrow(EnqueueOptionsError);
    expect(await footprint(world.db)).toBe(before);
  });
});

describe("a debounce in a transaction", () => {
  it("that rolls back leaves the job as it was, and its old message brings it", async () => {
    const options = { debounceKey: "rolled back" };
    const first = await enqueue(exercise, { act: "return", to: "old" }, { ...options, ...LATER });
    const before = await footprint(world.db);
    const sent = world.proxy.batches.length;
    const work = withJobs(async (_, enqueueInside) => {
      const inside = await enqueueInside(exercise, { act: "return", to: "new" }, options);
      expect(inside.jobId).toBe(first.jobId);
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await footprint(world.db)).toBe(before);
    expect(world.proxy.batches.length).toBe(sent);
    await alter(world.db, first.jobId, sql`not_before = null`);
    await world.deliver(exercise.endpoint, { v: 1, jobId: first.jobId, type: "exercise", leg: 1 });
    expect(await world.row(first.jobId)).toMatchObject({ status: "completed", result: { to: "old" } });
  });

  it("that an inner savepoint takes back sends nothing", async () => {
    const options = { debounceKey: "savepoint", ...LATER };
    await enqueue(exercise, { act: "return", to: "old" }, options);
    const sent = world.proxy.batches.length;
    await withJobs(async (tx, enqueueInside) => {
      const savepoint = tx.transaction(async () => {
        await enqueueInside(exercise, { act: "return", to: "new" }, options);
        throw new Error("only this part");
      });
      await expect(savepoint).rejects.toThrow("only this part");
    });
    expect(world.proxy.batches.length).toBe(sent);
    expect(await state("savepoint")).toMatchObject([{ leg: 1, to: "old" }]);
  });

  it("that commits replaces the payload, and the new message brings it", async () => {
    const options = { debounceKey: "committed" };
    const first = await enqueue(exercise, { act: "return", to: "old" }, { ...options, ...LATER });
    await withJobs((_, enqueueInside) =>
      enqueueInside(exercise, { act: "return", to: "new" }, { ...options, delay: 0 }),
    );
    expect(await world.waitFor(first.jobId, "completed")).toMatchObject({ run: 1, result: { to: "new" } });
  });
});

describe("a debounced job whose new message did not leave", () => {
  it("is brought by reconcile, not by its old message", async () => {
    const options = { debounceKey: "unpublished" };
    const { jobId } = await enqueue(exercise, { act: "return", to: "old" }, { ...options, ...LATER });
    world.proxy.fault = "refuse";
    await enqueue(exercise, { act: "return", to: "new" }, options);
    const old = await world.deliver(exercise.endpoint, { v: 1, jobId, type: "exercise", leg: 1 });
    expect([old.status, await old.json()]).toEqual([200, { ok: true, code: "duplicate" }]);
    expect(await world.row(jobId)).toMatchObject({ status: "pending", leg: 2, published_at: null });
    world.proxy.fault = "none";
    await alter(world.db, jobId, sql`publish_claimed_until = clock_timestamp() - interval '1 second'`);
    await reconcile();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ result: { to: "new" } });
  });
});

/** The same key, used again, is another job. */
async function expectNew(debounceKey: string, jobId: string): Promise<void> {
  const again = await enqueue(exercise, { act: "return" }, { ...LATER, debounceKey });
  expect(again).toMatchObject({ deduplicated: false });
  expect(again.jobId).not.toBe(jobId);
}

/** The jobs of a key: where they stand, and about how many seconds they wait. */
function state(debounceKey: string) {
  return query(
    world.db,
    z.object({
      status: z.string(),
      leg: z.number(),
      to: z.string().nullable(),
      wait: z.number().nullable(),
      deadline: z
        .string()
        .nullable()
        .transform((text) => text && new Date(text).toISOString()),
    }),
    sql`select status, leg, payload ->> 'to' as to,
        round(extract(epoch from coalesce(next_attempt_at, not_before) - updated_at) / 20)::int * 20 as wait, deadline_at as deadline
      from job_executions where debounce_key = ${debounceKey} order by job_id`,
  );
}
