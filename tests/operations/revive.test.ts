import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { PayloadError } from "@/lib/jobs/errors";
import { cancelBatch } from "@/lib/jobs/operations/cancel-batch";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { ReplayRefused, replayJob } from "@/lib/jobs/operations/replay-job";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { family } from "@/tests/helpers/family-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, footprint, plant, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { auditOf } from "./audit";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const by = { userId: 7 };

describe("a job that is revived", () => {
  it("runs again as the same job, with its whole budget", async () => {
    const { jobId } = await enqueue(exercise, { act: "return", throws: 3 }, { retries: 0 });
    await world.waitFor(jobId, "failed");
    expect(await reviveJobs([jobId], by)).toEqual(new Map([[jobId, "revived"]]));
    expect(await world.waitFor(jobId, "failed")).toMatchObject({ run: 2, attempt: 1, leg: 2 });
    expect(await auditOf(world.db, jobId)).toMatchObject([{ action: "revive", userId: 7 }]);
  });

  it("at the same moment by five people gets one new leg", async () => {
    const { jobId } = await enqueue(exercise, { act: "non-retryable" });
    await world.waitFor(jobId, "failed");
    await alter(world.db, jobId, sql`payload = '{"act":"return"}'::jsonb`);
    const revived = await Promise.all(Array.from({ length: 5 }, () => reviveJobs([jobId], by)));
    const ends = revived.map((became) => became.get(jobId)).filter((end) => end === "revived");
    expect(ends).toHaveLength(1);
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ leg: 2, run: 2 });
  });

  it("runs although its batch was cancelled before", async () => {
    const payloads = [{ act: "return" as const }, { act: "return" as const }];
    const { batchId, jobIds } = await enqueueBatch(exercise, payloads, { delay: 3600 });
    const [first = "", second = ""] = jobIds;
    await cancelBatch(batchId, by);
    await reviveJobs([first], by);
    expect(await world.waitFor(first, "completed")).toMatchObject({ run: 1 });
    expect(await world.row(second)).toMatchObject({ status: "cancelled" });
  });

  it("of an open batch that was cancelled runs too, until that is cancelled again", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "return" }, { act: "return" }], {
      delay: 3600,
    });
    // One child still runs, so that the batch stays open.
    await alter(
      world.db,
      jobIds[1] ?? "",
      sql`status = 'processing', run = 1, attempt = 1, claim_id = gen_random_uuid(),
      lease_until = clock_timestamp() + interval '1 minute', run_started_at = clock_timestamp()`,
    );
    await cancelBatch(batchId, by);
    world.proxy.fault = "refuse";
    await reviveJobs([jobIds[0] ?? ""], by);
    world.proxy.fault = "none";
    expect(await cancelBatch(batchId, by)).toBe(1);
    expect(await world.row(jobIds[0] ?? "")).toMatchObject({ status: "cancelled", leg: 2 });
  });

  it("is none that is open, completed, erased or unknown, and each is told why", async () => {
    const [open, erased, nobody] = [await plant(world.db), await plant(world.db), randomUUID()];
    const { jobId } = await enqueue(exercise, { act: "return" });
    await world.waitFor(jobId, "completed");
    await cancelJobs([erased.jobId], by);
    await alter(world.db, erased.jobId, sql`payload = null, payload_erased_at = clock_timestamp()`);
    const before = await footprint(world.db);
    expect(await reviveJobs([open.jobId, jobId, erased.jobId, nobody], by)).toEqual(
      new Map([
        [open.jobId, "open"],
        [jobId, "completed"],
        [erased.jobId, "erased"],
        [nobody, "unknown"],
      ]),
    );
    expect(await reviveJobs([], by)).toEqual(new Map());
    expect(await footprint(world.db)).toBe(before);
  });

  it("is found under the id as it was given, in upper case too", async () => {
    const { jobId } = await plant(world.db);
    const given = jobId.toUpperCase();
    expect(await cancelJobs([given], by)).toEqual(new Map([[given, "cancelled"]]));
    expect(await reviveJobs([given], by)).toEqual(new Map([[given, "revived"]]));
  });
});

describe("a replay", () => {
  it("is a new job with the same payload and owner, linked to the old one, which stays as it was", async () => {
    const actor = { userId: 3, organizationId: 9 };
    const { jobId } = await enqueue(exercise, { act: "return", to: "somebody" }, { actor });
    const before = await world.waitFor(jobId, "completed");
    const replayed = await replayJob(jobId, by);
    expect(await world.waitFor(replayed, "completed")).toMatchObject({ result: { to: "somebody" } });
    const [row] = await select(
      world.db,
      sql`select replayed_from, user_id::int, organization_id::int, max_retries
      from job_executions where job_id = ${replayed}::uuid`,
    );
    expect(row).toEqual({ replayed_from: jobId, user_id: 3, organization_id: 9, max_retries: 2 });
    expect(await world.row(jobId)).toEqual(before);
    expect(await auditOf(world.db, replayed)).toMatchObject([
      { action: "replay", userId: 7, detail: { from: jobId, isEdited: false } },
    ]);
  });

  it("with an edited payload runs that one", async () => {
    const { jobId } = await enqueue(exercise, { act: "non-retryable" });
    await world.waitFor(jobId, "failed");
    const replayed = await replayJob(jobId, by, { job: exercise, payload: { act: "return", to: "edited" } });
    expect(await world.waitFor(replayed, "completed")).toMatchObject({ result: { to: "edited" } });
    expect(await auditOf(world.db, replayed)).toMatchObject([{ detail: { isEdited: true } }]);
  });

  it("is refused for a payload that does not fit, an open job, an unknown one, an erased one, another type", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" });
    await world.waitFor(jobId, "completed");
    const open = await plant(world.db);
    const rows = await count();
    await expect(replayJob(jobId, by, { job: exercise, payload: { act: "dance" } })).rejects.toThrow(
      PayloadError,
    );
    await expect(replayJob(open.jobId, by)).rejects.toMatchObject({ reason: "open" });
    await expect(replayJob(randomUUID(), by)).rejects.toMatchObject({ reason: "unknown" });
    await expect(replayJob(jobId, by, { job: family, payload: { children: [] } })).rejects.toThrow(
      ReplayRefused,
    );
    await alter(world.db, jobId, sql`payload = null, payload_erased_at = clock_timestamp()`);
    await expect(replayJob(jobId, by)).rejects.toThrow("its payload was erased. Give a payload to a replay.");
    expect(await count()).toEqual(rows);
  });

  it("is one for each time it is asked for, and one for all of the same operation", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" });
    await world.waitFor(jobId, "completed");
    expect(await replayJob(jobId, by)).not.toBe(await replayJob(jobId, by));
    const operation = { ...by, operationId: randomUUID() };
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => replayJob(jobId, operation)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(replayJob(jobId, operation)).rejects.toMatchObject({ reason: "already-replayed" });
  });
});

async function count(): Promise<unknown> {
  const [row] = await select(world.db, sql`select count(*)::int as n from job_executions`);
  return row;
}
