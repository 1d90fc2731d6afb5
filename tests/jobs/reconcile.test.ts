import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { claim } from "@/lib/jobs/transitions/claim";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { exercise, gate, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import type { QStashFault } from "@/tests/helpers/qstash-proxy";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, lapse, plant, unsoundRows, wholeFootprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
  // What a story leaves behind is no concern of the next one.
  await world.db.execute(sql`delete from job_executions`);
});
afterAll(() => world.stop());

/** A row that was due an hour ago, and whose message QStash has forgotten or still has. */
async function overdue(message: "forgotten" | "kept"): Promise<Leg> {
  const row = message === "kept" ? await waitingAtQStash() : await plant(world.db);
  await alter(
    world.db,
    row.jobId,
    sql`message_id = coalesce(message_id, 'msg_forgotten'), not_before = clock_timestamp() - interval '1 hour',
      published_at = clock_timestamp() - interval '1 hour', publish_claimed_until = null`,
  );
  return row;
}

/** Rescued three times before, and published so many seconds ago. */
function publishedAgo(seconds: number) {
  return sql`rescues = 3, not_before = clock_timestamp() - interval '1 hour',
    published_at = clock_timestamp() - make_interval(secs => ${seconds})`;
}

async function waitingAtQStash(): Promise<Leg> {
  const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 1000 });
  return { ...(await plant(world.db)), jobId };
}

describe("reconcile on a healthy database", () => {
  it("writes nothing", async () => {
    const [done, failed] = [await plant(world.db), await plant(world.db, { act: "non-retryable" })];
    for (const { jobId, type, leg } of [done, failed]) {
      await world.deliver("/api/jobs/exercise", { v: 1, jobId, type, leg });
    }
    await enqueue(exercise, { act: "return" }, { delay: 1000 });
    await enqueue(exercise, { act: "return" }, { delay: 30 * 86_400 });
    await plant(world.db);
    const retrying = await enqueue(exercise, { act: "retry-after", retryAfter: 1000 });
    await world.waitFor(retrying.jobId, "retrying");
    const running = await enqueue(exercise, { act: "wait-for-gate" });
    await poll(() => gate(running.jobId).reached).toBe(1);
    const before = await wholeFootprint(world.db);
    expect(await reconcile()).toEqual(NOTHING);
    expect(await wholeFootprint(world.db)).toBe(before);
    gate(running.jobId).open();
    await world.waitFor(running.jobId, "completed");
  });

  it("answers its schedule with the tally", async () => {
    const response = await world.deliver("/api/jobs/reconcile", { v: 1, task: "reconcile" });
    expect(await response.json()).toEqual({ ok: true, code: "reconciled", ...NOTHING });
  });
});

describe("an overdue row", () => {
  it("gets a new message when QStash has forgotten its own", async () => {
    const { jobId } = await overdue("forgotten");
    expect(await reconcile()).toEqual({ ...NOTHING, rescued: 1, published: 1 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ leg: 2, run: 1, rescues: 0 });
  });

  it("is left alone while QStash has its message", async () => {
    const { jobId } = await overdue("kept");
    const before = await world.row(jobId);
    expect(await reconcile()).toEqual({ ...NOTHING, left: 1 });
    expect(await world.row(jobId)).toEqual(before);
  });

  it.each<[string, QStashFault]>([
    ["is down", "refuse"],
    ["answers 500", { status: 500 }],
    ["answers 401", { status: 401 }],
    ["answers 429", { status: 429 }],
    ["answers 200 with a page", { status: 200, body: "<html>" }],
  ])("is left alone while QStash %s: its message may be alive", async (_, fault) => {
    const { jobId } = await overdue("forgotten");
    world.proxy.fault = fault;
    expect(await reconcile()).toEqual({ ...NOTHING, left: 1 });
    expect(await world.row(jobId)).toMatchObject({ leg: 1, rescues: 0 });
  });

  it("gets its turn although sixty older ones still wait at QStash", async () => {
    const { jobId } = await overdue("forgotten");
    const jam = await Promise.all(Array.from({ length: 60 }, () => overdue("kept")));
    await alter(world.db, jobId, sql`not_before = not_before + interval '10 minutes'`);
    for (let pass = 0; pass < 2; pass += 1) await reconcile();
    expect((await world.row(jobId)).leg).toBe(2);
    const untouched = await Promise.all(jam.map(async (row) => (await world.row(row.jobId)).leg));
    expect(new Set(untouched)).toEqual(new Set([1]));
  });

  it("whose messages vanish again and again is missed as soon as the first time, and waits only by its backoff", async () => {
    const [early, late, kept] = [
      await overdue("forgotten"),
      await overdue("forgotten"),
      await overdue("kept"),
    ];
    await alter(world.db, early.jobId, publishedAgo(290));
    await alter(world.db, late.jobId, publishedAgo(310));
    await alter(world.db, kept.jobId, publishedAgo(3000));
    expect(await reconcile()).toEqual({ ...NOTHING, rescued: 1, published: 1, left: 1 });
    expect(await world.row(early.jobId)).toMatchObject({ leg: 1, rescues: 3 });
    expect(await world.row(late.jobId)).toMatchObject({ leg: 2, rescues: 4, status: "pending" });
    const { message_id: messageId, next_attempt_at: next } = await world.row(late.jobId);
    const message = await world.message(messageId);
    expect(message?.notBefore).toBeGreaterThan(Date.parse(next ?? "") - 2000);
    // Asked about once in five minutes, whatever comes of it.
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("is rescued once by four passes at a time", async () => {
    const rows = await Promise.all(Array.from({ length: 10 }, () => overdue("forgotten")));
    const tallies = await Promise.all([reconcile(), reconcile(), reconcile(), reconcile()]);
    expect(tallies.reduce((sum, { rescued }) => sum + rescued, 0)).toBe(10);
    for (const { jobId } of rows) {
      expect(await world.waitFor(jobId, "completed")).toMatchObject({ leg: 2, run: 1 });
      expect(runsBegun.get(jobId)).toBe(1);
    }
  });
});

describe("a run whose lease has lapsed", () => {
  it("is given a moment, then counted as lost, and the job gets a new message", async () => {
    const row = await plant(world.db);
    await claim(world.db, { ...row, claimId: randomUUID() });
    await alter(world.db, row.jobId, sql`lease_until = clock_timestamp() - interval '5 s'`);
    expect(await reconcile()).toEqual(NOTHING);
    await lapse(world.db, row.jobId);
    expect(await reconcile()).toEqual({ ...NOTHING, rescued: 1, published: 1 });
    expect(await world.waitFor(row.jobId, "completed")).toMatchObject({ leg: 2, run: 2, attempt: 2 });
    expect(await world.attempts(row.jobId)).toMatchObject([
      { run: 1, leg: 1, outcome: "lost" },
      { run: 2, leg: 2, outcome: "completed" },
    ]);
  });

  it("ends as timeout when the deadline has passed too", async () => {
    const row = await plant(world.db);
    await claim(world.db, { ...row, claimId: randomUUID() });
    await alter(world.db, row.jobId, sql`deadline_at = clock_timestamp()`);
    await lapse(world.db, row.jobId);
    expect(await reconcile()).toEqual({ ...NOTHING, expired: 1 });
    expect(await world.row(row.jobId)).toMatchObject({ status: "timeout", error_code: "deadline" });
    expect(await world.attempts(row.jobId)).toMatchObject([{ outcome: "lost" }]);
  });
});

describe("a deadline", () => {
  it("ends pending, retrying and waiting rows, and leaves a live run to its end", async () => {
    const rows = await Promise.all(Array.from({ length: 3 }, () => plant(world.db)));
    const [pending, retrying, waiting] = rows.map(({ jobId }) => jobId);
    const live = await plant(world.db);
    await claim(world.db, { ...live, claimId: randomUUID() });
    await alter(world.db, retrying ?? "", sql`status = 'retrying'`);
    await alter(world.db, waiting ?? "", sql`status = 'waiting', waits_for = gen_random_uuid()`);
    await world.db.execute(sql`update job_executions set deadline_at = clock_timestamp()`);
    expect(await reconcile()).toEqual({ ...NOTHING, expired: 3 });
    for (const jobId of [pending, retrying, waiting]) {
      expect(await world.row(jobId ?? "")).toMatchObject({ status: "timeout", error_code: "deadline" });
    }
    expect((await world.row(live.jobId)).status).toBe("processing");
  });
});
