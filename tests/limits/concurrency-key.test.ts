import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { insert } from "@/lib/jobs/insert";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { replayJob } from "@/lib/jobs/operations/replay-job";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { alter, footprint, lapse, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { begun, keyedJob, running } from "./keyed-job";

const sync = keyedJob("keyed-sync");
const push = keyedJob("keyed-push");
const three = keyedJob("keyed-three", { perKey: 3 });
const shared = keyedJob("keyed-shared", { keyScope: "everywhere" });

let world: World;
beforeAll(async () => {
  world = await startWorld([sync, push, three, shared].map(({ handler }) => handler));
});
let about = "";
beforeEach(() => {
  about = randomUUID();
  begun.length = 0;
  world.events.length = 0;
});
afterEach(async () => {
  expect(await unsoundRows(world.db)).toEqual([]);
  // No claim had to be refused by the unique index, no statement was tried twice.
  expect(world.events.filter(({ name }) => name === "step-failed")).toEqual([]);
});
afterAll(() => world.stop());

const by = { userId: 1 };

/** A pending row that nothing publishes. */
async function plant(job: typeof sync.job | typeof push.job, waits = false, options: EnqueueOptions = {}) {
  const { leg } = await insert(world.db, await prepare(job, { about, waits }, options));
  if (leg === null) throw new Error("Planted rows are new.");
  return leg;
}

async function deliver({ jobId, type }: Leg): Promise<[number, unknown]> {
  const { leg } = await world.row(jobId);
  const response = await world.deliver(`/api/jobs/${type}`, { v: 1, jobId, type, leg });
  return [response.status, z.object({ code: z.string() }).parse(await response.json()).code];
}

/** Job ids in the line of the key, in no order. */
async function inLine(): Promise<string[]> {
  const rows = await select(
    world.db,
    sql`select job_id from job_executions where parked_reason = 'concurrency' and concurrency_key like ${`%:${about}`}`,
  );
  return rows.map((row) => z.object({ job_id: z.string() }).parse(row).job_id);
}

/** A job that runs and holds the key until its gate opens. */
async function holder() {
  const { jobId } = await enqueue(sync.job, { about, waits: true });
  await poll(() => begun).toContain(jobId);
  return jobId;
}

/** A run that has the key and whose process said nothing any more. */
async function lostHolder() {
  const leg = await plant(sync.job);
  const answer = await claim(world.db, { ...leg, claimId: randomUUID() });
  if (!answer.claimed) throw new Error("Nobody else has the key.");
  await lapse(world.db, leg.jobId);
  return { leg, run: answer.held };
}

describe("jobs with one key", () => {
  it("run one at a time, of whatever type they are, and all of them do", async () => {
    const others = randomUUID();
    const mine = { length: 8 };
    const all = [
      ...(await enqueueMany(
        sync.job,
        Array.from(mine, () => ({ about, throws: true })),
      )),
      ...(await enqueueMany(
        push.job,
        Array.from(mine, () => ({ about })),
      )),
      ...(await enqueueMany(
        three.job,
        Array.from(mine, () => ({ about: others })),
      )),
    ];
    for (const { jobId } of all) await world.waitFor(jobId, "completed");
    expect(running.get(about)).toEqual({ now: 0, most: 1 });
    expect(running.get(others)?.most).toBeLessThanOrEqual(3);
    expect(await inLine()).toEqual([]);
  });

  it("may run so many at once as their definition says", async () => {
    const all = await enqueueMany(
      three.job,
      Array.from({ length: 7 }, () => ({ about, waits: true })),
    );
    await poll(inLine).toHaveLength(4);
    expect(begun).toHaveLength(3);
    for (const { jobId } of all) gate(jobId).open();
    for (const { jobId } of all) await world.waitFor(jobId, "completed");
    expect(running.get(about)).toEqual({ now: 0, most: 3 });
  });

  it("wait without using up attempts, retries or messages", async () => {
    const first = await holder();
    const second = await enqueue(push.job, { about });
    await poll(inLine).toEqual([second.jobId]);
    expect(await world.row(second.jobId)).toMatchObject({
      status: "pending",
      run: 0,
      attempt: 0,
      leg: 2,
      message_id: null,
    });
    gate(first).open();
    expect(await world.waitFor(second.jobId, "completed")).toMatchObject({
      run: 1,
      attempt: 1,
      leg: 2,
      retry_count: 0,
      rescues: 0,
    });
  });

  it("are let on in the order in which they came, those of higher priority first", async () => {
    const first = await holder();
    const later = await enqueueMany(
      push.job,
      Array.from({ length: 6 }, () => ({ about })),
    );
    const urgent = await enqueue(sync.job, { about }, { priority: 5 });
    await poll(inLine).toHaveLength(7);
    gate(first).open();
    const order = [first, urgent.jobId, ...later.map(({ jobId }) => jobId)];
    for (const jobId of order) await world.waitFor(jobId, "completed");
    expect(begun).toEqual(order);
  });

  it("free it between two attempts: the one that waits comes first", async () => {
    const first = await enqueue(sync.job, { about, waits: true, throws: true });
    await poll(() => begun).toEqual([first.jobId]);
    const second = await enqueue(push.job, { about });
    await poll(inLine).toEqual([second.jobId]);
    gate(first.jobId).open();
    for (const { jobId } of [first, second]) await world.waitFor(jobId, "completed");
    expect(begun).toEqual([first.jobId, second.jobId, first.jobId]);
  });

  it("hold up neither jobs without a key nor those of another organization", async () => {
    const { jobId } = await enqueue(
      sync.job,
      { about, waits: true },
      { actor: { userId: 1, organizationId: 1 } },
    );
    await poll(() => begun).toEqual([jobId]);
    const free = [
      await enqueue(sync.job, { about }, { actor: { userId: 1, organizationId: 2 } }),
      await enqueue(sync.job, { about }),
      await enqueue(sync.job, { about: "" }),
      await enqueue(sync.job, { about }, { concurrencyKey: null }),
      await enqueue(sync.job, { about }, { concurrencyKey: `${about} of its own` }),
    ];
    for (const each of free) await world.waitFor(each.jobId, "completed");
    gate(jobId).open();
    await world.waitFor(jobId, "completed");
  });

  it("hold up every organization where the key is shared everywhere", async () => {
    const first = await enqueue(
      shared.job,
      { about, waits: true },
      { actor: { userId: 1, organizationId: 1 } },
    );
    await poll(() => begun).toEqual([first.jobId]);
    const second = await enqueue(shared.job, { about }, { actor: { userId: 1, organizationId: 2 } });
    await poll(inLine).toEqual([second.jobId]);
    gate(first.jobId).open();
    await world.waitFor(second.jobId, "completed");
  });
});

describe("the line of a key", () => {
  it("loses nobody who comes while the key is freed: 40 times, without reconcile", async () => {
    for (let round = 0; round < 40; round += 1) {
      about = randomUUID();
      const [first, second] = [await plant(sync.job, true), await plant(push.job)];
      const answer = deliver(first);
      await poll(() => begun).toContain(first.jobId);
      gate(first.jobId).open();
      await Promise.all([answer, deliver(second)]);
      await world.waitFor(second.jobId, "completed");
    }
    expect(world.events.filter(({ name }) => name === "reconciled")).toEqual([]);
  });

  it("is passed by nobody who comes later, though the key is free", async () => {
    const { leg: first, run } = await lostHolder();
    await alter(world.db, first.jobId, sql`lease_until = clock_timestamp() + interval '1 hour'`);
    const second = await plant(push.job);
    expect(await deliver(second)).toEqual([200, "parked"]);
    // The process dies after its settlement, before it lets the next one on.
    const end = { progress: null, error: null, messageId: null, appVersion: null };
    await complete(world.db, { run, ...end }, { json: "null", note: null });
    const third = await plant(push.job);
    expect(await deliver(third)).toEqual([200, "parked"]);
    for (const { jobId } of [second, third]) await world.waitFor(jobId, "completed");
    expect(begun).toEqual([second.jobId, third.jobId]);
  });

  it("goes on with reconcile where whoever freed the key died", async () => {
    const { leg: first, run } = await lostHolder();
    await alter(world.db, first.jobId, sql`lease_until = clock_timestamp() + interval '1 hour'`);
    const second = await plant(push.job);
    expect(await deliver(second)).toEqual([200, "parked"]);
    expect(await reconcile()).toMatchObject({ letOn: 0 });
    const end = { progress: null, error: null, messageId: null, appVersion: null };
    await complete(world.db, { run, ...end }, { json: "null", note: null });
    expect(await reconcile()).toMatchObject({ letOn: 1 });
    await world.waitFor(second.jobId, "completed");
  });

  it("goes on past a job that was let on and cancelled before its message came", async () => {
    const first = await holder();
    const second = await plant(push.job);
    const third = await plant(push.job);
    for (const each of [second, third]) expect(await deliver(each)).toEqual([200, "parked"]);
    await alter(
      world.db,
      second.jobId,
      sql`parked_reason = null, turn_until = clock_timestamp() + interval '1 hour'`,
    );
    gate(first).open();
    await world.waitFor(first, "completed");
    expect(await inLine()).toEqual([third.jobId]);
    expect((await cancelJobs([second.jobId], by)).get(second.jobId)).toBe("cancelled");
    await world.waitFor(third.jobId, "completed");
  });

  it("goes on past a turn whose message never came", async () => {
    const second = await plant(push.job);
    await alter(world.db, second.jobId, sql`turn_until = clock_timestamp() + interval '1 hour'`);
    const third = await plant(push.job);
    expect(await deliver(third)).toEqual([200, "parked"]);
    await alter(world.db, second.jobId, sql`turn_until = clock_timestamp() - interval '1 second'`);
    expect(await reconcile()).toMatchObject({ letOn: 1 });
    await world.waitFor(third.jobId, "completed");
  });

  it("is not held up by jobs of a paused type, which go on when it is resumed", async () => {
    const first = await holder();
    const second = await enqueue(push.job, { about });
    await poll(inLine).toEqual([second.jobId]);
    await pauseType("keyed-push", by);
    gate(first).open();
    await world.waitFor(first, "completed");
    const third = await enqueue(sync.job, { about });
    await world.waitFor(third.jobId, "completed");
    expect(await inLine()).toEqual([second.jobId]);
    await resumeType("keyed-push", by);
    await world.waitFor(second.jobId, "completed");
  });

  it("is left by a debounced job whose newest payload has another key", async () => {
    const first = await holder();
    const debounced = { debounceKey: about };
    const { jobId } = await enqueue(push.job, { about }, debounced);
    await poll(inLine).toEqual([jobId]);
    await enqueue(push.job, { about: `${about} anew` }, debounced);
    await world.waitFor(jobId, "completed");
    gate(first).open();
    await world.waitFor(first, "completed");
  });
});

describe("a run that stopped without a word", () => {
  it("keeps the key while its lease goes on, and frees it to whoever comes after", async () => {
    const { leg: first } = await lostHolder();
    await alter(world.db, first.jobId, sql`lease_until = clock_timestamp() + interval '1 hour'`);
    const [second, third] = [await plant(push.job), await plant(push.job)];
    expect(await deliver(second)).toEqual([200, "parked"]);
    await lapse(world.db, first.jobId);
    expect(await deliver(third)).toEqual([200, "parked"]);
    for (const { jobId } of [first, second, third]) await world.waitFor(jobId, "completed");
    expect(await world.attempts(first.jobId)).toMatchObject([{ outcome: "lost" }, { outcome: "completed" }]);
  });

  it("frees the key with reconcile where nobody comes", async () => {
    const { leg: first } = await lostHolder();
    await alter(world.db, first.jobId, sql`lease_until = clock_timestamp() + interval '1 hour'`);
    const second = await plant(push.job);
    expect(await deliver(second)).toEqual([200, "parked"]);
    await lapse(world.db, first.jobId);
    expect(await reconcile()).toMatchObject({ rescued: 1 });
    for (const { jobId } of [first, second]) await world.waitFor(jobId, "completed");
  });

  it("that was asked to stop is cancelled by whoever comes, and the key is free", async () => {
    const { leg: first } = await lostHolder();
    await alter(world.db, first.jobId, sql`cancel_requested_at = clock_timestamp()`);
    const second = await plant(push.job);
    expect(await deliver(second)).toEqual([200, "parked"]);
    await world.waitFor(second.jobId, "completed");
    expect(await world.row(first.jobId)).toMatchObject({ status: "cancelled" });
  });

  it("takes its own key again with its own message", async () => {
    const { leg: first } = await lostHolder();
    expect(await deliver(first)).toEqual([200, "completed"]);
    expect(await world.row(first.jobId)).toMatchObject({ run: 2, attempt: 2 });
  });

  it("that comes back after it lost the key writes nothing", async () => {
    const { leg: first, run } = await lostHolder();
    const second = await plant(push.job);
    expect(await deliver(second)).toEqual([200, "parked"]);
    for (const { jobId } of [first, second]) await world.waitFor(jobId, "completed");
    const end = { progress: null, error: null, messageId: null, appVersion: null };
    expect(await complete(world.db, { run, ...end }, { json: "1", note: null })).toBeNull();
  });
});

describe("a job that holds a key and is cancelled", () => {
  it("frees it with its end", async () => {
    const { jobId: first } = await enqueue(sync.job, { about, waits: true, reports: true });
    await poll(() => begun).toEqual([first]);
    const second = await enqueue(push.job, { about });
    await poll(inLine).toEqual([second.jobId]);
    expect((await cancelJobs([first], by)).get(first)).toBe("cancel-requested");
    await world.waitFor(second.jobId, "completed");
    expect(await world.row(first)).toMatchObject({ status: "cancelled" });
  });
});

describe("Postgres itself", () => {
  it("refuses a second run in one place of a key", async () => {
    const { leg: first } = await lostHolder();
    const second = await plant(push.job);
    const held = sql`status = 'processing', run = 1, attempt = 1, claim_id = gen_random_uuid(),
      lease_until = clock_timestamp(), run_started_at = clock_timestamp()`;
    await expect(alter(world.db, second.jobId, sql`${held}, concurrency_slot = 0`)).rejects.toMatchObject({
      cause: { constraint_name: "job_executions_concurrency_slot" },
    });
    await cancelJobs([second.jobId], by);
    expect(await deliver(first)).toEqual([200, "completed"]);
  });
});

describe("a key", () => {
  it.each([
    [{ concurrencyKey: "" }],
    [{ concurrencyKey: "x".repeat(256) }],
    [{ concurrencyKey: "a\u0000b" }],
  ])("that cannot be one is refused, and nothing is written", async (options) => {
    const before = await footprint(world.db);
    await expect(enqueue(sync.job, { about }, options)).rejects.toMatchObject({
      name: "EnqueueOptionsError",
    });
    expect(await footprint(world.db)).toBe(before);
  });

  it("that the definition makes and that cannot be one is refused, and nothing is written", async () => {
    const before = await footprint(world.db);
    await expect(enqueue(sync.job, { about: "x".repeat(256) })).rejects.toMatchObject({
      name: "EnqueueOptionsError",
      issues: [{ path: ["concurrencyKey"] }],
    });
    expect(await footprint(world.db)).toBe(before);
  });

  it("of an edited replay is that of its own payload, of a plain one the original's", async () => {
    const { jobId } = await enqueue(sync.job, { about });
    await world.waitFor(jobId, "completed");
    const replays = [
      await replayJob(jobId, by),
      await replayJob(jobId, by, { job: sync.job, payload: { about: "another" } }),
    ];
    const keys = await select(
      world.db,
      sql`select concurrency_key as key, concurrency_limit as limit from job_executions
        where replayed_from = ${jobId}::uuid order by job_id`,
    );
    expect(keys).toEqual([
      { key: `none:${about}`, limit: 1 },
      { key: "none:another", limit: 1 },
    ]);
    for (const replayed of replays) await world.waitFor(replayed, "completed");
  });

  it.each([
    [{ perKey: 0 }, "concurrency.perKey must be a whole number from 1 to 1000, got 0"],
    [{ perKey: -1 }, "got -1"],
    [{ perKey: 1001 }, "got 1001"],
    [{ keyScope: "world" }, 'concurrency.keyScope must be "organization" or "everywhere", got "world"'],
  ])("with %j in its definition is refused at once", (keys, sentence) => {
    expect(() => keyedJob("keyed-wrongly", keys as object)).toThrow(sentence);
  });
});
