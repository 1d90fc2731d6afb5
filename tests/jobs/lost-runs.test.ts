import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { claim, type HeldRun } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { defer } from "@/lib/jobs/transitions/defer";
import { fail } from "@/lib/jobs/transitions/fail";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { retry } from "@/lib/jobs/transitions/retry";
import { gate, runGate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { footprint, lapse, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const PATH = "/api/jobs/exercise";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const deliver = ({ jobId, type, leg }: Leg) => world.deliver(PATH, { v: 1, jobId, type, leg });

/** QStash's words after it gave the message up. */
const giveUp = ({ jobId, type, leg }: Leg) =>
  world.deliver("/api/jobs/failed", {
    sourceBody: Buffer.from(JSON.stringify({ v: 1, jobId, type, leg })).toString("base64"),
    dlqId: "1-0",
  });

const reconcile = () => world.deliver("/api/jobs/reconcile", { v: 1, task: "reconcile" });

/** A run whose process died, as far as its row can tell. */
async function die({ jobId, type, leg }: Leg): Promise<HeldRun> {
  const answer = await claim(world.db, { jobId, type, leg, claimId: randomUUID() });
  if (!answer.claimed) throw new Error(`Not claimable: ${JSON.stringify(answer.found)}`);
  await lapse(world.db, jobId);
  return answer.held;
}

describe("a run that died", () => {
  it("is taken over by the next delivery and kept as a lost attempt that counts", async () => {
    const leg = await plant(world.db);
    await die(leg);
    expect((await deliver(leg)).status).toBe(200);
    expect(await world.row(leg.jobId)).toMatchObject({
      status: "completed",
      run: 2,
      attempt: 2,
      retry_count: 1,
      lost_in_a_row: 0,
    });
    expect(await world.attempts(leg.jobId)).toMatchObject([
      { run: 1, attempt: 1, outcome: "lost" },
      { run: 2, attempt: 2, outcome: "completed" },
    ]);
    expect(world.events).toContainEqual({ name: "lost", type: "exercise", jobId: leg.jobId, run: 1 });
  });

  it("is taken over once, by whichever of 20 deliveries comes first", async () => {
    const leg = await plant(world.db);
    await die(leg);
    await Promise.all(Array.from({ length: 20 }, () => deliver(leg)));
    expect(await world.row(leg.jobId)).toMatchObject({ status: "completed", run: 2 });
  });

  it.each([
    ["the failure callback", giveUp],
    ["reconcile", reconcile],
  ])("ends the job as lost when no attempt is left: %s", async (_, end) => {
    const leg = await plant(world.db, { act: "return" }, { retries: 0 });
    await die(leg);
    const refused = await deliver(leg);
    expect([refused.status, await refused.json()]).toEqual([489, { ok: false, code: "exhausted" }]);
    expect((await end(leg)).status).toBe(200);
    expect(await world.row(leg.jobId)).toMatchObject({
      status: "failed",
      error_code: "lost",
      run: 1,
      attempt: 1,
    });
    expect(await world.attempts(leg.jobId)).toMatchObject([{ run: 1, outcome: "lost" }]);
  });

  it.each([
    ["the failure callback", giveUp],
    ["reconcile", reconcile],
  ])("ends the job as poison after three in a row, however many tries are left: %s", async (_, end) => {
    const leg = await plant(world.db, { act: "return" }, { retries: 20 });
    for (let death = 1; death <= 3; death += 1) await die(leg);
    expect((await deliver(leg)).status).toBe(489);
    expect((await end(leg)).status).toBe(200);
    expect(await world.row(leg.jobId)).toMatchObject({ status: "failed", error_code: "poison", run: 3 });
    expect((await world.attempts(leg.jobId)).map(({ outcome }) => outcome)).toEqual(["lost", "lost", "lost"]);
  });

  it("does not count towards poison once a run has ended by itself", async () => {
    const leg = await plant(world.db, { act: "return", throws: 3 }, { retries: 20 });
    await die(leg);
    await die(leg);
    expect((await deliver(leg)).status).toBe(503);
    expect(await world.row(leg.jobId)).toMatchObject({ status: "retrying", lost_in_a_row: 0 });
    await die(leg);
    expect((await deliver(leg)).status).toBe(200);
    expect((await world.row(leg.jobId)).status).toBe("completed");
  });
});

describe("a run that comes back after another took over", () => {
  it("is told that it is superseded and changes nothing, while the other runs", async () => {
    const { leg, first, second } = await zombieAndHeir();
    const before = await footprint(world.db);
    runGate(leg.jobId, 1).open();
    const answer = await first;
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true, code: "superseded" }]);
    expect(await footprint(world.db)).toBe(before);
    gate(leg.jobId).open();
    expect((await second).status).toBe(200);
    expect(await world.row(leg.jobId)).toMatchObject({ status: "completed", run: 2, result: { run: 2 } });
  });

  it("is told that it is superseded and changes nothing, after the other's end", async () => {
    const { leg, first, second } = await zombieAndHeir();
    runGate(leg.jobId, 2).open();
    expect((await second).status).toBe(200);
    const before = await footprint(world.db);
    gate(leg.jobId).open();
    expect(await (await first).json()).toEqual({ ok: true, code: "superseded" });
    expect(await footprint(world.db)).toBe(before);
  });

  it("cannot write anything by any verb", async () => {
    const leg = await plant(world.db);
    const run = await die(leg);
    const heir = await claim(world.db, { ...leg, claimId: randomUUID() });
    expect(heir.claimed).toBe(true);
    const before = await footprint(world.db);
    const settlement = { run, progress: null, error: null, messageId: null, appVersion: null };
    expect(await complete(world.db, settlement, { json: "1", note: null })).toBeNull();
    expect(await retry(world.db, settlement, { inSeconds: 0 })).toBeNull();
    expect(await defer(world.db, settlement, { inSeconds: 0 })).toBeNull();
    expect(await fail(world.db, settlement, "failed")).toBeNull();
    expect(await heartbeat(world.db, run, { done: 1, total: 2, message: "still here" })).toBe("lost");
    expect(await footprint(world.db)).toBe(before);
  });

  it("may still settle while nobody has taken over: its work is done", async () => {
    const leg = await plant(world.db, { act: "wait-for-gate" });
    const answer = deliver(leg);
    await poll(() => gate(leg.jobId).reached).toBe(1);
    await lapse(world.db, leg.jobId);
    gate(leg.jobId).open();
    expect((await answer).status).toBe(200);
    expect(await world.row(leg.jobId)).toMatchObject({ status: "completed", run: 1 });
  });
});

/** Run 1 lost its lease without noticing; run 2 took over. Both wait at their gates. */
async function zombieAndHeir() {
  const leg = await plant(world.db, { act: "wait-for-gate" });
  const first = deliver(leg);
  await poll(() => gate(leg.jobId).reached).toBe(1);
  await lapse(world.db, leg.jobId);
  const second = deliver(leg);
  await poll(() => gate(leg.jobId).reached).toBe(2);
  return { leg, first, second };
}
