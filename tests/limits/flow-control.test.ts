import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { alter, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { gatedJob } from "./gated-job";

const exports = gatedJob("limited-export", { concurrency: { perOrganization: 2 } });
const total = gatedJob("limited-total", { concurrency: { total: 2 } });
const mails = gatedJob("limited-mail", { rate: { limit: 3, per: 3600 } });
const syncs = gatedJob("limited-sync", {
  concurrency: { perOrganization: 4 },
  rate: { limit: 50, per: 60 },
});
const free = gatedJob("unlimited");

let world: World;
beforeAll(async () => {
  world = await startWorld([exports, total, mails, syncs, free].map(({ handler }) => handler));
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const of = (organizationId: number | null) => ({ actor: { userId: 1, organizationId } });

/** A flow-control key as QStash has it. */
function keyAtQStash(key: string) {
  const { url: baseUrl, token } = world.qstash;
  return new Client({ baseUrl, token, devMode: false, enableTelemetry: false }).flowControl.get(key);
}

async function keyOf(jobId: string): Promise<unknown> {
  const { url, token } = world.qstash;
  const { message_id } = await world.row(jobId);
  const response = await fetch(`${url}/v2/messages/${message_id}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return await response.json();
}

describe("an organization's burst", () => {
  it("keeps to its own number of runs, and delays no job of another organization", async () => {
    const burst = await enqueueMany(
      exports.job,
      Array.from({ length: 300 }, () => ({ waits: true })),
      of(1),
    );
    await poll(() => exports.begun.length).toBe(2);
    const { jobId } = await enqueue(exports.job, {}, of(2));
    await world.waitFor(jobId, "completed");
    expect(exports.begun).toHaveLength(3);
    expect(await keyAtQStash("test.limited-export.1.0")).toMatchObject({
      parallelismMax: 2,
      parallelismCount: 2,
      waitListSize: 298,
    });
    for (const { jobId: each } of burst) gate(each).open();
    await poll(() => exports.begun.length).toBe(301);
    for (const { jobId: each } of burst) await world.waitFor(each, "completed");
  });

  it("of low priority leaves its lane of high priority free", async () => {
    const low = await enqueueMany(
      exports.job,
      Array.from({ length: 20 }, () => ({ waits: true })),
      { ...of(3), priority: -10 },
    );
    const { jobId } = await enqueue(exports.job, {}, { ...of(3), priority: 10 });
    await world.waitFor(jobId, "completed");
    for (const { jobId: each } of low) gate(each).open();
    for (const { jobId: each } of low) await world.waitFor(each, "completed");
  });
});

describe("a job's number of runs", () => {
  it("holds for all organizations together where it is a total", async () => {
    const all = [];
    for (const organizationId of [1, 2, 3, null])
      all.push(await enqueue(total.job, { waits: true }, of(organizationId)));
    await poll(() => total.begun.length).toBe(2);
    expect(await keyAtQStash("test.limited-total.0")).toMatchObject({ parallelismCount: 2, waitListSize: 2 });
    for (const { jobId } of all) gate(jobId).open();
    for (const { jobId } of all) await world.waitFor(jobId, "completed");
  });

  it("is copied to the row, and goes along with each later message", async () => {
    const { jobId } = await enqueue(syncs.job, { waits: true }, { ...of(null), delay: 3600 });
    expect(await keyOf(jobId)).toMatchObject({
      flowControlKey: "test.limited-sync.none.0",
      parallelism: 4,
      rate: 50,
      period: 60,
    });
    await alter(
      world.db,
      jobId,
      sql`status = 'failed', completed_at = clock_timestamp(), flow_control = jsonb_set(flow_control, '{numbers,rate}', '7')`,
    );
    gate(jobId).open();
    expect((await reviveJobs([jobId], { userId: 1 })).get(jobId)).toBe("revived");
    await world.waitFor(jobId, "completed");
    expect(await keyAtQStash("test.limited-sync.none.0")).toMatchObject({ rateMax: 7 });
  });

  it("is not there for a job without limits: its message has no key", async () => {
    const { jobId } = await enqueue(free.job, {}, { ...of(1), delay: 3600 });
    expect(await keyOf(jobId)).not.toHaveProperty("flowControlKey");
    expect(
      await select(world.db, sql`select flow_control from job_executions where job_id = ${jobId}::uuid`),
    ).toEqual([{ flow_control: null }]);
  });
});

describe("a job's rate", () => {
  it("lets so many runs begin in a period and leaves the rest at QStash", async () => {
    await enqueueMany(
      mails.job,
      Array.from({ length: 10 }, () => ({})),
      of(1),
    );
    await poll(() => mails.begun.length).toBe(3);
    expect(await keyAtQStash("test.limited-mail.0")).toMatchObject({
      rateMax: 3,
      rateCount: 3,
      ratePeriod: 3600,
      waitListSize: 7,
    });
    expect(mails.begun).toHaveLength(3);
  });
});
