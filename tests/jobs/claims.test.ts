import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Claim, claim } from "@/lib/jobs/transitions/claim";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { gate, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { alter, footprint, lapse, plant, unsoundRows, waitingForLocks } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const PATH = "/api/jobs/exercise";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const deliver = ({ jobId, type, leg }: Leg) => world.deliver(PATH, { v: 1, jobId, type, leg });
const answerOf = async (response: Response) => [response.status, await response.json()];

/** A row whose first run waits at its gate, and the answer that its delivery will get. */
async function running(options: Parameters<typeof plant>[2] = {}) {
  const leg = await plant(world.db, { act: "wait-for-gate" }, options);
  const answer = deliver(leg);
  await poll(() => gate(leg.jobId).reached).toBe(1);
  return { leg, jobId: leg.jobId, answer };
}

describe("one message delivered many times at once", () => {
  it("runs once out of 50; the others are told that it is done or when to come back", async () => {
    const leg = await plant(world.db, { act: "wait-for-gate" });
    const answers = Array.from({ length: 50 }, () => deliver(leg));
    await poll(() => gate(leg.jobId).reached).toBe(1);
    const early = await Promise.race(answers);
    expect([early.status, await early.json()]).toEqual([503, { ok: false, code: "running" }]);
    gate(leg.jobId).open();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(runsBegun.get(leg.jobId)).toBe(1);
    expect(await world.row(leg.jobId)).toMatchObject({ status: "completed", run: 1, attempt: 1 });
    expect(await world.attempts(leg.jobId)).toMatchObject([{ run: 1, outcome: "completed" }]);
  });

  it("runs at most once at a time when each try fails", async () => {
    const leg = await plant(world.db, { act: "return", throws: 9 });
    const statuses = new Set<number>();
    while ((await world.row(leg.jobId)).status !== "failed") {
      const wave = await Promise.all(Array.from({ length: 20 }, () => deliver(leg)));
      for (const { status } of wave) statuses.add(status);
    }
    expect([...statuses].filter((status) => ![200, 489, 503].includes(status))).toEqual([]);
    expect(runsBegun.get(leg.jobId)).toBe(3);
    expect((await world.attempts(leg.jobId)).map(({ outcome }) => outcome)).toEqual([
      "retry",
      "retry",
      "failed",
    ]);
  });
});

describe("a message", () => {
  it("that comes again after the end changes nothing", async () => {
    const leg = await plant(world.db);
    expect(await answerOf(await deliver(leg))).toEqual([200, { ok: true, code: "completed" }]);
    const before = await footprint(world.db);
    for (let again = 0; again < 5; again += 1) {
      expect(await answerOf(await deliver(leg))).toEqual([200, { ok: true, code: "duplicate" }]);
    }
    expect(await footprint(world.db)).toBe(before);
    expect(runsBegun.get(leg.jobId)).toBe(1);
  });

  it("of an older leg changes nothing", async () => {
    const leg = await plant(world.db);
    await alter(world.db, leg.jobId, sql`leg = 3`);
    const before = await footprint(world.db);
    expect(await answerOf(await deliver({ ...leg, leg: 2 }))).toEqual([200, { ok: true, code: "duplicate" }]);
    expect(await footprint(world.db)).toBe(before);
  });

  it("of a leg that the row has not reached changes nothing", async () => {
    const leg = await plant(world.db);
    const before = await footprint(world.db);
    expect(await answerOf(await deliver({ ...leg, leg: 2 }))).toEqual([200, { ok: true, code: "ahead" }]);
    expect(await footprint(world.db)).toBe(before);
  });

  it("for a waiting row changes nothing", async () => {
    const leg = await plant(world.db);
    await alter(world.db, leg.jobId, sql`status = 'waiting', waits_for = gen_random_uuid()`);
    const before = await footprint(world.db);
    expect(await answerOf(await deliver(leg))).toEqual([200, { ok: true, code: "duplicate" }]);
    expect(await footprint(world.db)).toBe(before);
  });

  it("that comes while its job runs is told the rest of the lease", async () => {
    const { leg, jobId, answer } = await running();
    await alter(world.db, jobId, sql`lease_until = clock_timestamp() + interval '100 seconds'`);
    const second = await deliver(leg);
    expect(await answerOf(second)).toEqual([503, { ok: false, code: "running" }]);
    const seconds = Number(second.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThanOrEqual(100);
    gate(jobId).open();
    expect((await answer).status).toBe(200);
  });

  it("that comes before its time is told how long to wait", async () => {
    const leg = await plant(world.db, { act: "return" }, { delay: 1000 });
    const before = await footprint(world.db);
    const response = await deliver(leg);
    expect(await answerOf(response)).toEqual([503, { ok: false, code: "early" }]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(900);
    expect(await footprint(world.db)).toBe(before);
  });

  it("that comes after the deadline ends the job without a run", async () => {
    const leg = await plant(world.db, { act: "return" }, { deadline: new Date(Date.now() - 1000) });
    expect(await answerOf(await deliver(leg))).toEqual([200, { ok: true, code: "expired" }]);
    expect(await world.row(leg.jobId)).toMatchObject({ status: "timeout", run: 0, error_code: "deadline" });
  });
});

describe("the time that a job has waited", () => {
  it.each([
    ["since it was enqueued", sql`created_at = clock_timestamp() - interval '50 s'`],
    ["since it was due", sql`not_before = clock_timestamp() - interval '50 s'`],
    ["since its next try was due", sql`not_before = now(), next_attempt_at = now() - interval '50 s'`],
  ])("counts %s", async (_, aged) => {
    const row = await plant(world.db);
    await world.db.transaction(async (tx) => {
      // Without the guard, which lets nobody change when a row was created.
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`update job_executions set ${aged} where job_id = ${row.jobId}::uuid`);
    });
    const answer = await claim(world.db, { ...row, claimId: randomUUID() });
    const waitedMs = answer.claimed ? answer.held.waitedMs : 0;
    expect(Math.floor(waitedMs / 10_000)).toBe(5);
  });

  it("counts from the end of a lost run's lease", async () => {
    const row = await plant(world.db);
    await claim(world.db, { ...row, claimId: randomUUID() });
    await alter(world.db, row.jobId, sql`lease_until = clock_timestamp() - interval '50 s'`);
    const answer = await claim(world.db, { ...row, claimId: randomUUID() });
    expect(Math.floor((answer.claimed ? answer.held.waitedMs : 0) / 10_000)).toBe(5);
  });
});

describe("a lapsed run", () => {
  it("is taken over by one of several claims that waited for its row", async () => {
    const { jobId, type, leg } = await plant(world.db);
    const claimAnew = () => claim(world.db, { jobId, type, leg, claimId: randomUUID() });
    await claimAnew();
    await lapse(world.db, jobId);
    const claims: Promise<Claim>[] = [];
    await world.db.transaction(async (tx) => {
      await tx.execute(sql`select from job_executions where job_id = ${jobId}::uuid for update`);
      for (let n = 0; n < 3; n += 1) claims.push(claimAnew());
      await poll(() => waitingForLocks(world.db)).toBe(3);
    });
    const runs = (await Promise.all(claims)).map(runOf);
    expect(runs.filter((run) => run !== null)).toEqual([2]);
    expect(await world.row(jobId)).toMatchObject({ run: 2, attempt: 2, lost_in_a_row: 1 });
    expect(await world.attempts(jobId)).toMatchObject([{ run: 1, outcome: "lost" }]);
  });
});

describe("a claim whose answer was lost", () => {
  it("is the same run when it is repeated with its own id", async () => {
    const { jobId, type, leg } = await plant(world.db);
    const mine = { jobId, type, leg, claimId: randomUUID() };
    const answers = [await claim(world.db, mine), await claim(world.db, mine), await claim(world.db, mine)];
    expect(answers.map(runOf)).toEqual([1, 1, 1]);
    expect(runOf(await claim(world.db, { ...mine, claimId: randomUUID() }))).toBeNull();
    expect(await world.row(jobId)).toMatchObject({ run: 1, attempt: 1, retry_count: 0, lost_in_a_row: 0 });
    expect(await world.attempts(jobId)).toEqual([]);
  });

  it("is the same run even when its lease lapsed meanwhile", async () => {
    const { jobId, type, leg } = await plant(world.db);
    const mine = { jobId, type, leg, claimId: randomUUID() };
    await claim(world.db, mine);
    await lapse(world.db, jobId);
    expect(runOf(await claim(world.db, mine))).toBe(1);
    expect(await world.attempts(jobId)).toEqual([]);
  });

  it("does not give the row back once another run has taken over", async () => {
    const { jobId, type, leg } = await plant(world.db);
    const mine = { jobId, type, leg, claimId: randomUUID() };
    await claim(world.db, mine);
    await lapse(world.db, jobId);
    expect(runOf(await claim(world.db, { ...mine, claimId: randomUUID() }))).toBe(2);
    expect(runOf(await claim(world.db, mine))).toBeNull();
  });
});

function runOf(answer: Claim): number | null {
  return answer.claimed ? answer.held.run : null;
}
