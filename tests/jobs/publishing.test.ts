import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { notePublished } from "@/lib/jobs/transitions/publish";
import { exercise, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import type { QStashFault } from "@/tests/helpers/qstash-proxy";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { abandon, alter, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
});
afterAll(() => world.stop());

const faults: [string, QStashFault][] = [
  ["is down", "refuse"],
  ["answers 401", { status: 401, body: '{"error":"unable to authenticate: invalid token"}' }],
  ["answers 429", { status: 429, headers: { "Burst-RateLimit-Limit": "100" } }],
  ["answers 500", { status: 500, body: "oops" }],
  ["answers 503 without a word", { status: 503 }],
  ["answers with a page", { status: 200, body: "<html>" }],
  ["answers with nothing", { status: 200 }],
  ["answers with no slot", { status: 200, body: "[]" }],
  ["answers with a strange slot", { status: 200, body: '[{"id":1}]' }],
  ["answers with null", { status: 200, body: "null" }],
  ["refuses this message", { refuseSlot: 0 }],
];

describe("when QStash", () => {
  it.each(faults)("%s, enqueue succeeds and the job runs once all the same", async (_, fault) => {
    world.proxy.fault = fault;
    const { jobId } = await enqueue(exercise, { act: "return" });
    expect((await world.row(jobId)).published_at).toBeNull();
    expect(world.events).toContainEqual(expect.objectContaining({ name: "publish-failed" }));
    world.proxy.fault = "none";
    await abandon(world.db, jobId);
    await reconcile();
    const row = await world.waitFor(jobId, "completed");
    expect(row).toMatchObject({ run: 1, leg: 1 });
    await poll(async () => (await world.row(jobId)).message_id).toMatch(/^msg_/);
    expect(runsBegun.get(jobId)).toBe(1);
  });
});

describe("a message that QStash accepted without the answer arriving", () => {
  it("brings one run", async () => {
    world.proxy.fault = "drop-answer";
    const { jobId } = await enqueue(exercise, { act: "return" });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
  });

  it("is taken for the same message when it is published again", async () => {
    world.proxy.fault = "drop-answer";
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 1000 });
    expect((await world.row(jobId)).published_at).toBeNull();
    world.proxy.fault = "none";
    await abandon(world.db, jobId);
    expect((await reconcile()).published).toBe(1);
    expect(world.events).toContainEqual({ name: "leg-deduplicated", jobId, leg: 1 });
    expect(await world.message((await world.row(jobId)).message_id)).toMatchObject({
      body: expect.stringContaining(jobId),
    });
  });
});

describe("a row that nobody published", () => {
  it("leaves with the next job's message", async () => {
    const { jobId } = await plant(world.db);
    await abandon(world.db, jobId);
    await enqueue(exercise, { act: "return" });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, leg: 1 });
  });

  it("is left to whoever is at it for 30 s", async () => {
    const { jobId } = await plant(world.db);
    await enqueue(exercise, { act: "return" });
    expect((await reconcile()).published).toBe(0);
    expect((await world.row(jobId)).published_at).toBeNull();
  });

  it("is carried along by 99 at a time", async () => {
    const planted = await abandoned(130);
    const sent = world.proxy.batches.length;
    await enqueue(exercise, { act: "return" });
    await enqueue(exercise, { act: "return" });
    expect(world.proxy.batches.slice(sent)).toEqual([1, 99, 1, 31]);
    expect(await unpublished(planted)).toBe(0);
  });

  it("leaves with reconcile, however many there are", async () => {
    const planted = await abandoned(230);
    const sent = world.proxy.batches.length;
    expect((await reconcile()).published).toBe(230);
    expect(world.proxy.batches.slice(sent)).toEqual([100, 99, 31]);
    expect(await unpublished(planted)).toBe(0);
  });

  it("is published once by three reconciles at a time", async () => {
    await abandoned(20);
    const tallies = await Promise.all([reconcile(), reconcile(), reconcile()]);
    expect(tallies.reduce((sum, { published }) => sum + published, 0)).toBe(20);
  });
});

describe("the note that a message has left", () => {
  it("is dropped when the row has moved on to another message", async () => {
    const { jobId } = await plant(world.db);
    await alter(world.db, jobId, sql`leg = 2`);
    await notePublished(world.db, [{ jobId, leg: 1, messageId: "msg_old" }], 0);
    expect(await world.row(jobId)).toMatchObject({ message_id: null, published_at: null });
  });

  it("may come after the job's end", async () => {
    const { jobId, type, leg } = await plant(world.db);
    await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    await notePublished(world.db, [{ jobId, leg: 1, messageId: "msg_late" }], 0);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", message_id: "msg_late" });
  });
});

describe("a job due later than QStash takes messages", () => {
  it("stays unpublished until it comes within that time, then leaves with its delay", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 30 * 86_400 });
    await enqueue(exercise, { act: "return" });
    await reconcile();
    expect((await world.row(jobId)).published_at).toBeNull();
    await alter(
      world.db,
      jobId,
      sql`not_before = not_before - interval '25 days',
        publish_claimed_until = publish_claimed_until - interval '25 days'`,
    );
    await reconcile();
    const { message_id, status, not_before } = await world.row(jobId);
    expect(status).toBe("pending");
    const message = await world.message(message_id);
    expect(Math.abs((message?.notBefore ?? 0) - Date.parse(not_before ?? ""))).toBeLessThan(60_000);
  });

  it("stays unpublished when its own handler asked for that time", async () => {
    const { jobId, type, leg } = await plant(world.db, { act: "retry-after", retryAfter: 30 * 86_400 });
    const response = await world.deliver("/api/jobs/exercise", { v: 1, jobId, type, leg });
    expect([response.status, await response.json()]).toEqual([200, { ok: true, code: "deferred" }]);
    expect(await world.row(jobId)).toMatchObject({ status: "pending", leg: 2, published_at: null });
    expect((await reconcile()).published).toBe(0);
  });
});

/** Rows that wait for their publisher, who died; due in a while, so that none of them runs here. */
async function abandoned(count: number): Promise<Leg[]> {
  const rows = Array.from({ length: count }, () => plant(world.db, { act: "return" }, { delay: 1000 }));
  const planted = await Promise.all(rows);
  await Promise.all(planted.map(({ jobId }) => abandon(world.db, jobId)));
  return planted;
}

async function unpublished(planted: readonly Leg[]): Promise<number> {
  const rows = await Promise.all(planted.map(({ jobId }) => world.row(jobId)));
  return rows.filter(({ published_at }) => published_at === null).length;
}
