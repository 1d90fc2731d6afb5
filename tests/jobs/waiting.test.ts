import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import type { JobInput } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch, prepareBatch } from "@/lib/jobs/enqueue-batch";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { followUp } from "@/lib/jobs/follow-up";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { publish } from "@/lib/jobs/publishing/publish";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import { revive } from "@/lib/jobs/transitions/revive";
import { runLeavings } from "@/lib/jobs/worker/leavings";
import { settle } from "@/lib/jobs/worker/settle";
import { exercise, gate, handleExercise, runsBegun } from "@/tests/helpers/exercise-job";
import { handlePatient, patient } from "@/tests/helpers/patient-job";
import { poll } from "@/tests/helpers/poll";
import { alter, footprint, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld([handlePatient, handleExercise]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

describe("a wait that could never end fails the job, and says why", () => {
  it.each([randomUUID(), "not an id"])("for a batch that is not there (%s)", async (waitsFor) => {
    const { jobId } = await planted({ waitsFor });
    expect(await delivered(jobId)).toEqual([489, { ok: false, code: "failed" }]);
    const { error, ...row } = await world.row(jobId);
    expect(row).toMatchObject({ status: "failed", run: 1, error_code: "batch-unknown" });
    expect(error).toContain(waitsFor);
    expect(await world.attempts(jobId)).toMatchObject([{ outcome: "failed" }]);
  });

  it("for a batch that another job waits for; that one goes on as if nothing had been", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "wait-for-gate" }]);
    const first = await enqueue(patient, { waitsFor: batchId });
    await world.waitFor(first.jobId, "waiting");
    const second = await enqueue(patient, { waitsFor: batchId });
    expect(await world.waitFor(second.jobId, "failed")).toMatchObject({ error_code: "batch-taken" });
    gate(jobIds[0] ?? "").open();
    expect(await world.waitFor(first.jobId, "completed")).toMatchObject({
      result: { statuses: ["completed"] },
    });
  });

  it("for the batch that it is a part of", async () => {
    const { batchId, jobIds } = await enqueueBatch(patient, [{ waitsFor: "own" }]);
    expect(await world.waitFor(jobIds[0] ?? "", "failed")).toMatchObject({ error_code: "batch-circular" });
    expect(await batch(batchId)).toMatchObject({ failed: 1, isClosed: true });
  });

  it("for a batch that waits for its own end in turn", async () => {
    const outer = await enqueueBatch(patient, [{ waitsFor: "later" }], { delay: 1000 });
    const inner = await enqueueBatch(patient, [{ waitsFor: outer.batchId }], { delay: 1000 });
    const [outerJob = "", innerJob = ""] = [...outer.jobIds, ...inner.jobIds];
    await alter(world.db, outerJob, sql`payload = ${JSON.stringify({ waitsFor: inner.batchId })}::jsonb`);
    for (const jobId of [outerJob, innerJob]) {
      await alter(world.db, jobId, sql`not_before = null`);
      await delivered(jobId);
    }
    expect(await world.row(innerJob)).toMatchObject({ status: "failed", error_code: "batch-circular" });
    expect(await world.waitFor(outerJob, "completed")).toMatchObject({ result: { statuses: ["failed"] } });
  });
});

describe("a job that waits for a batch which is under way", () => {
  it("goes on at once when that is full already", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "return" }, { act: "non-retryable" }]);
    await world.waitFor(jobIds[0] ?? "", "completed");
    await world.waitFor(jobIds[1] ?? "", "failed");
    const { jobId } = await enqueue(patient, { waitsFor: batchId });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      run: 2,
      result: { statuses: ["completed", "failed"] },
    });
  });

  it("goes on at once when that is empty", async () => {
    const { batchId } = await enqueueBatch(exercise, []);
    const { jobId } = await enqueue(patient, { waitsFor: batchId });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 2, result: { statuses: [] } });
  });

  it("goes on at once when that is full, whoever waited for it before", async () => {
    const { batchId } = await enqueueBatch(exercise, [{ act: "return" }]);
    for (const _ of ["first", "second"]) {
      const { jobId } = await enqueue(patient, { waitsFor: batchId });
      expect(await world.waitFor(jobId, "completed")).toMatchObject({ result: { statuses: ["completed"] } });
    }
  });

  it("is woken by it although another job waited for it before and was cancelled", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "wait-for-gate" }]);
    const first = await enqueue(patient, { waitsFor: batchId });
    await world.waitFor(first.jobId, "waiting");
    await cancel(world.db, [first.jobId]);
    const second = await enqueue(patient, { waitsFor: batchId });
    await world.waitFor(second.jobId, "waiting");
    gate(jobIds[0] ?? "").open();
    await world.waitFor(second.jobId, "completed");
    expect(await world.row(first.jobId)).toMatchObject({ status: "cancelled", leg: 1 });
  });

  it("may wait for it again", async () => {
    const { batchId } = await enqueueBatch(exercise, [{ act: "return" }]);
    const { jobId } = await enqueue(patient, { waitsFor: batchId, times: 3 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      run: 4,
      result: { statuses: ["completed"] },
    });
  });
});

describe("a job that is cancelled", () => {
  it("while it waits ends at once; children that run come to their own end, count and wake nobody", async () => {
    const { jobId } = await enqueue(patient, { waitsFor: "children" });
    await world.waitFor(jobId, "waiting");
    const children = await childrenOf(jobId);
    await poll(() => children.filter((child) => gate(child).reached === 1).length).toBe(10);
    const { moved, consequences } = await cancel(world.db, [jobId]);
    expect(moved).toMatchObject([{ jobId, status: "cancelled" }]);
    const [batchId = ""] = consequences.flaggedBatches;
    for (const child of children) gate(child).open();
    await poll(() => batch(batchId)).toMatchObject({ isClosed: true, completed: 10 });
    expect(await world.row(jobId)).toMatchObject({ status: "cancelled", run: 1, leg: 1 });
  });

  it("while it runs, before it waits, ends at once: no child begins", async () => {
    const { jobId } = await enqueue(patient, { waitsFor: "children", isGated: true });
    await poll(() => gate(jobId).reached).toBe(1);
    expect((await cancel(world.db, [jobId])).moved).toMatchObject([{ status: "processing" }]);
    gate(jobId).open();
    expect(await world.waitFor(jobId, "cancelled")).toMatchObject({ run: 1 });
    const children = await childrenOf(jobId);
    expect(children).toHaveLength(10);
    for (const child of children) await world.waitFor(child, "cancelled");
    expect(children.filter((child) => runsBegun.has(child))).toEqual([]);
  });
});

describe("a job whose deadline passes while it waits", () => {
  it("ends as timeout with what follows it; its children end by themselves and wake nobody", async () => {
    const onFailure = followUp(exercise, { act: "return", to: "the waiter was late" });
    const { jobId } = await enqueue(patient, { waitsFor: "children" }, { onFailure });
    await world.waitFor(jobId, "waiting");
    await alter(world.db, jobId, sql`deadline_at = clock_timestamp()`);
    expect((await reconcile()).expired).toBe(1);
    expect(await world.row(jobId)).toMatchObject({ status: "timeout", error_code: "deadline", leg: 1 });
    const [follower = "", ...children] = (await childrenOf(jobId)).toReversed();
    await world.waitFor(follower, "completed");
    for (const child of children) gate(child).open();
    for (const child of children) await world.waitFor(child, "completed");
    expect(await world.row(jobId)).toMatchObject({ status: "timeout", leg: 1 });
  });
});

describe("a job that is revived although its children have not ended", () => {
  it.each(["cancelled", "timeout"] as const)("after its end as %s waits for them again", async (end) => {
    const { jobId } = await enqueue(patient, { waitsFor: "children" });
    await world.waitFor(jobId, "waiting");
    const children = await childrenOf(jobId);
    await poll(() => children.filter((child) => gate(child).reached === 1).length).toBe(10);
    if (end === "cancelled") await cancel(world.db, [jobId]);
    await alter(world.db, jobId, sql`deadline_at = clock_timestamp()`);
    await reconcile();
    expect(await world.row(jobId)).toMatchObject({ status: end });
    await publish(await revive(world.db, [jobId], { userId: null }));
    expect(await world.waitFor(jobId, "waiting")).toMatchObject({ leg: 2, run: 2 });
    for (const child of children) gate(child).open();
    const { result } = await world.waitFor(jobId, "completed");
    expect(result).toEqual({ statuses: Array.from({ length: 10 }, () => "completed") });
    expect((await world.attempts(jobId)).map(({ outcome }) => outcome)).toEqual([
      "waiting",
      "waiting",
      "completed",
    ]);
  });

  it("goes on at once where they ended meanwhile", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "wait-for-gate" }]);
    const { jobId } = await enqueue(patient, { waitsFor: batchId });
    await world.waitFor(jobId, "waiting");
    await cancel(world.db, [jobId]);
    gate(jobIds[0] ?? "").open();
    await world.waitFor(jobIds[0] ?? "", "completed");
    await publish(await revive(world.db, [jobId], { userId: null }));
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 2, leg: 2 });
  });

  it("is woken once by children that end at the same moment", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "wait-for-gate" }]);
      const { jobId } = await enqueue(patient, { waitsFor: batchId });
      await world.waitFor(jobId, "waiting");
      await cancel(world.db, [jobId]);
      gate(jobIds[0] ?? "").open();
      await publish(await revive(world.db, [jobId], { userId: null }));
      const { run, leg } = await world.waitFor(jobId, "completed");
      expect([
        [2, 2],
        [3, 3],
      ]).toContainEqual([run, leg]);
    }
  });
});

describe("a wait whose commit was not answered", () => {
  it("is repeated without starting its children twice", async () => {
    const { jobId } = await planted({ waitsFor: "children" });
    const claimed = await claim(world.db, { jobId, type: "patient", leg: 1, claimId: randomUUID() });
    if (!claimed.claimed) throw new Error("Nobody else runs it.");
    const prepared = await prepareBatch(exercise, [{ act: "return" }], { delay: 1000 }, { waiter: jobId });
    const verdict = {
      verb: "wait",
      batch: prepared,
      checkpoint: { json: "1", note: null },
      followUps: [],
    } as const;
    const first = await settle({ ...verdict, followUps: [] }, claimed.held, runLeavings(null));
    const before = await footprint(world.db);
    const again = await settle({ ...verdict, followUps: [] }, claimed.held, runLeavings(null));
    expect(first?.settled).toMatchObject({ jobId, status: "waiting" });
    expect(again?.settled).toMatchObject({ jobId, status: "waiting" });
    expect(await footprint(world.db)).toBe(before);
    expect(await childrenOf(jobId)).toHaveLength(1);
  });
});

/** A row whose message has not left. */
async function planted(payload: JobInput<typeof patient>, options: EnqueueOptions = {}) {
  return insert(world.db, await prepare(patient, payload, options));
}

async function delivered(jobId: string): Promise<[number, unknown]> {
  const answer = await world.deliver(patient.endpoint, { v: 1, jobId, type: "patient", leg: 1 });
  return [answer.status, await answer.json()];
}

async function childrenOf(jobId: string): Promise<string[]> {
  const rows = await query(
    world.db,
    z.object({ job_id: z.string() }),
    sql`select job_id from job_executions where parent_job_id = ${jobId}::uuid order by batch_id nulls last, job_id`,
  );
  return rows.map(({ job_id }) => job_id);
}

async function batch(batchId: string) {
  const [row] = await query(
    world.db,
    z.object({ completed: z.number(), failed: z.number(), cancelled: z.number(), isClosed: z.boolean() }),
    sql`select completed, failed, cancelled, closed_at is not null as "isClosed" from job_batches
      where batch_id = ${batchId}::uuid`,
  );
  return row;
}
