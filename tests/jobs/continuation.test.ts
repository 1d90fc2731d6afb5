import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import type { JobInput } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { revive } from "@/lib/jobs/transitions/revive";
import { gate, handleExercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { handleRelay, oddCheckpoints, relay } from "@/tests/helpers/relay-job";
import { abandon, alter, footprint, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleRelay, handleExercise]);
});
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
});
afterAll(() => world.stop());

const SETTLED = { code: "continued", ok: true };

describe("a job that goes on from run to run", () => {
  it("is one job with one history, and finds its checkpoint in each run", async () => {
    const { jobId } = await enqueue(relay, { parts: 12, delay: 0 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      run: 12,
      leg: 12,
      attempt: 1,
      retry_count: 0,
      result: { parts: 12, continuations: 11 },
    });
    const attempts = await world.attempts(jobId);
    expect(attempts.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 11 }, () => "continued"),
      "completed",
    ]);
    expect(attempts.map(({ leg, attempt }) => [leg, attempt])).toEqual(
      Array.from({ length: 12 }, (_, index) => [index + 1, 1]),
    );
  });

  it("has its retry budget anew in each part", async () => {
    const { jobId } = await enqueue(relay, { parts: 3, isShaky: true });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 6, leg: 3, retry_count: 3 });
    const attempts = await world.attempts(jobId);
    expect(attempts.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ["retry", 1],
      ["continued", 2],
      ["retry", 1],
      ["continued", 2],
      ["retry", 1],
      ["completed", 2],
    ]);
  });

  it("fails for good when a part uses its budget up, and keeps how far it was", async () => {
    const { jobId } = await enqueue(relay, { parts: 3, breaksAt: 1 });
    expect(await world.waitFor(jobId, "failed")).toMatchObject({ error: "part 1 is broken", run: 3 });
    expect(await checkpointOf(jobId)).toEqual({ checkpoint: 1, continuations: 1 });
  });

  it("goes on when its process died before the next message left", async () => {
    world.proxy.fault = "refuse";
    const { jobId } = await planted({ parts: 2 });
    await delivered(jobId, 1);
    expect(await world.row(jobId)).toMatchObject({ status: "pending", leg: 2, published_at: null });
    world.proxy.fault = "none";
    expect((await reconcile()).published).toBe(0);
    await abandon(world.db, jobId);
    await reconcile();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 2, leg: 2 });
  });

  it("answers repetitions of the old message with 200 and runs nothing", async () => {
    world.proxy.fault = "refuse";
    const { jobId } = await planted({ parts: 2 });
    await delivered(jobId, 1);
    const before = await footprint(world.db);
    const again = await Promise.all(Array.from({ length: 10 }, () => delivered(jobId, 1)));
    for (const answer of again) expect(answer).toEqual([200, { ok: true, code: "duplicate" }]);
    expect(await footprint(world.db)).toBe(before);
  });

  it("runs each part once when each of its messages comes five times at once", async () => {
    world.proxy.fault = "refuse";
    const { jobId } = await planted({ parts: 4 });
    for (const leg of [1, 2, 3, 4]) {
      await Promise.all(Array.from({ length: 5 }, () => delivered(jobId, leg)));
    }
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 4, result: { parts: 4 } });
  });
});

describe("what a run enqueues", () => {
  it("is there once for each part, also when a part took two tries", async () => {
    const { jobId } = await enqueue(relay, { parts: 3, isShaky: true, enqueues: true });
    await world.waitFor(jobId, "completed");
    expect(await followersOf(jobId)).toEqual(["part 0", "part 1", "part 2"]);
    await poll(() => openFollowersOf(jobId)).toBe(0);
  });

  it("is not there when the run failed", async () => {
    const { jobId } = await enqueue(relay, { parts: 3, breaksAt: 1, enqueues: true });
    await world.waitFor(jobId, "failed");
    expect(await followersOf(jobId)).toEqual(["part 0"]);
  });
});

describe("a job that would go on for ever", () => {
  it("fails after maxContinuations and says so", async () => {
    world.proxy.fault = "refuse";
    const { jobId } = await planted({ parts: 1000 });
    await alter(world.db, jobId, sql`max_continuations = 3`);
    for (const leg of [1, 2, 3]) await delivered(jobId, leg);
    expect(await delivered(jobId, 4)).toEqual([489, { ok: false, code: "failed" }]);
    expect(await world.row(jobId)).toMatchObject({
      status: "failed",
      run: 4,
      error_code: "continuations-exhausted",
      error:
        "It has gone on 3 times and asked for more. Raise maxContinuations in its definition if it needs that many.",
    });
  });

  it("goes on from its last checkpoint, with its continuations anew, once somebody revives it", async () => {
    world.proxy.fault = "refuse";
    const { jobId } = await planted({ parts: 1000, delay: 0 });
    await alter(world.db, jobId, sql`max_continuations = 2`);
    for (const leg of [1, 2, 3]) await delivered(jobId, leg);
    expect(await world.row(jobId)).toMatchObject({ status: "failed" });
    await revive(world.db, [jobId], { userId: null });
    expect(await delivered(jobId, 4)).toEqual([200, SETTLED]);
    expect(await checkpointOf(jobId)).toEqual({ checkpoint: 3, continuations: 1 });
  });

  it.each([
    [0, 0],
    [4, 0],
    [5, 1],
    [6, 2],
    [10, 32],
    [11, 60],
    [5000, 60],
  ])("after %i continuations waits %i s by itself", async (continuations, seconds) => {
    const { jobId } = await planted({ parts: 10_000 });
    await alter(
      world.db,
      jobId,
      sql`continuations = ${continuations}, max_continuations = 10000, checkpoint = '1'`,
    );
    world.proxy.fault = "refuse";
    expect(await delivered(jobId, 1)).toEqual([200, SETTLED]);
    expect(await waitOf(jobId)).toBe(seconds);
  });
});

describe("a delay between two parts", () => {
  it("is kept: a message that comes sooner is told how long to wait", async () => {
    const { jobId } = await planted({ parts: 2, delay: 3600 });
    expect(await delivered(jobId, 1)).toEqual([200, SETTLED]);
    expect(await waitOf(jobId)).toBe(3600);
    const early = await world.deliver(relay.endpoint, { v: 1, jobId, type: "relay", leg: 2 });
    expect(early.status).toBe(503);
    expect(Number(early.headers.get("Retry-After"))).toBeGreaterThan(3500);
    const { message_id, not_before } = await world.row(jobId);
    const message = await world.message(message_id);
    expect(Math.abs((message?.notBefore ?? 0) - Date.parse(not_before ?? ""))).toBeLessThan(60_000);
  });

  it.each([
    ["NaN", 0],
    ["Infinity", 400 * 86_400],
    [-5, 0],
  ] as const)("of %s s is taken as the nearest one there is", async (delay, seconds) => {
    world.proxy.fault = "refuse";
    const { jobId } = await planted({ parts: 2, delay });
    expect(await delivered(jobId, 1)).toEqual([200, SETTLED]);
    expect(await waitOf(jobId)).toBe(seconds);
  });
});

describe("a job that is asked to stop while it runs, and goes on all the same", () => {
  it.each([
    ["continued", { parts: 2, delay: 86_400 }],
    ["retry", { parts: 2, breaksAt: 0 }],
  ] as const)("ends with that run (%s), not with its next one", async (outcome, payload) => {
    const { jobId } = await planted({ ...payload, isGated: true });
    const answer = delivered(jobId, 1);
    await poll(() => gate(jobId).reached).toBe(1);
    expect((await cancel(world.db, [jobId])).moved).toMatchObject([{ status: "processing" }]);
    gate(jobId).open();
    await answer;
    expect(await world.row(jobId)).toMatchObject({ status: "cancelled", run: 1 });
    expect(await world.attempts(jobId)).toMatchObject([{ outcome }]);
  });
});

describe("a checkpoint that cannot be kept as it is", () => {
  it.each(Object.keys(oddCheckpoints))("(%s) fails the job and says so", async (odd) => {
    const { jobId } = await planted({ parts: 2, odd });
    expect(await delivered(jobId, 1)).toEqual([489, { ok: false, code: "failed" }]);
    const row = await world.row(jobId);
    expect(row).toMatchObject({ status: "failed", run: 1, error_code: "checkpoint-invalid" });
    expect(row.error).toMatch(/^Its checkpoint cannot be kept, so it cannot go on\. ./);
  });
});

/** A row whose message has not left. */
async function planted(payload: JobInput<typeof relay>): Promise<{ jobId: string }> {
  return insert(world.db, await prepare(relay, payload, {}));
}

async function delivered(jobId: string, leg: number): Promise<[number, unknown]> {
  const answer = await world.deliver(relay.endpoint, { v: 1, jobId, type: "relay", leg });
  return [answer.status, await answer.json()];
}

async function checkpointOf(jobId: string) {
  const [row] = await query(
    world.db,
    z.object({ checkpoint: z.unknown(), continuations: z.number() }),
    sql`select checkpoint, continuations from job_executions where job_id = ${jobId}::uuid`,
  );
  return row;
}

/** Seconds between the end of the latest run and the earliest start of the next one. */
async function waitOf(jobId: string): Promise<number | undefined> {
  const [row] = await query(
    world.db,
    z.object({ seconds: z.number() }),
    sql`select round(extract(epoch from not_before - finished_at))::int as seconds
      from job_executions j join job_attempts a using (job_id, run) where j.job_id = ${jobId}::uuid`,
  );
  return row?.seconds;
}

async function followersOf(jobId: string): Promise<string[]> {
  const rows = await query(
    world.db,
    z.object({ to: z.string() }),
    sql`select payload ->> 'to' as to from job_executions where parent_job_id = ${jobId}::uuid order by 1`,
  );
  return rows.map(({ to }) => to);
}

async function openFollowersOf(jobId: string): Promise<number | undefined> {
  const [row] = await query(
    world.db,
    z.object({ count: z.number() }),
    sql`select count(*)::int from job_executions where parent_job_id = ${jobId}::uuid and completed_at is null`,
  );
  return row?.count;
}
