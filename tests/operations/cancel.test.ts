import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { cancelBatch } from "@/lib/jobs/operations/cancel-batch";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { exercise, gate, handleExercise } from "@/tests/helpers/exercise-job";
import { family, handleFamily } from "@/tests/helpers/family-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { plant, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { auditOf } from "./audit";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise, handleFamily]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const by = { userId: 7, reason: "asked by the customer" };

describe("a job that is cancelled by hand", () => {
  it("ends at once while it is pending, and QStash no longer has its message", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 600 });
    const { message_id: messageId } = await world.row(jobId);
    expect(await cancelJobs([jobId], by)).toEqual(new Map([[jobId, "cancelled"]]));
    expect(await world.row(jobId)).toMatchObject({ status: "cancelled", error_code: "cancelled", run: 0 });
    const retry = await world.deliver(exercise.endpoint, { v: 1, jobId, type: "exercise", leg: 1 });
    expect(await retry.json()).toEqual({ ok: true, code: "duplicate" });
    await poll(() => world.message(messageId)).toBeNull();
  });

  it("leaves one line of the audit, however often it is asked", async () => {
    const { jobId } = await plant(world.db);
    await Promise.all([cancelJobs([jobId], by), cancelJobs([jobId], by), cancelJobs([jobId], by)]);
    expect(await auditOf(world.db, jobId)).toEqual([
      expect.objectContaining({ action: "cancel", userId: 7, jobType: "exercise", reason: by.reason }),
    ]);
  });

  it("is asked to stop while it runs, and a success that comes first stands", async () => {
    const { jobId } = await enqueue(exercise, { act: "wait-for-gate" });
    await poll(() => gate(jobId).reached).toBe(1);
    expect((await cancelJobs([jobId], by)).get(jobId)).toBe("cancel-requested");
    gate(jobId).open();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
    expect((await cancelJobs([jobId], by)).get(jobId)).toBe("already-ended");
  });

  it("may be any of many, known or not", async () => {
    const [open, ended, nobody] = [await plant(world.db), await plant(world.db), randomUUID()];
    await cancelJobs([ended.jobId], by);
    expect(await cancelJobs([open.jobId, ended.jobId, nobody], by)).toEqual(
      new Map([
        [open.jobId, "cancelled"],
        [ended.jobId, "already-ended"],
        [nobody, "unknown"],
      ]),
    );
    expect(await cancelJobs([], by)).toEqual(new Map());
  });

  it("takes the batch with it that it waits for", async () => {
    const { jobId } = await enqueue(family, { children: [{ act: "wait-for-gate" }, { act: "return" }] });
    await world.waitFor(jobId, "waiting");
    expect((await cancelJobs([jobId], by)).get(jobId)).toBe("cancelled");
    const children = await select(
      world.db,
      sql`select job_id from job_executions where parent_job_id = ${jobId}::uuid and cancel_requested_at is null
        and completed_at is null and status <> 'processing'`,
    );
    expect(children).toEqual([]);
    for (const child of await childrenOf(jobId)) gate(child).open();
    await poll(async () => (await openChildrenOf(jobId)).length).toBe(0);
    expect(await world.row(jobId)).toMatchObject({ status: "cancelled" });
  });
});

describe("a batch that is cancelled by hand", () => {
  it("ends what does not run, asks what runs, and closes when that has ended", async () => {
    const payloads = [
      ...Array.from({ length: 5 }, () => ({ act: "return" as const })),
      { act: "wait-for-gate" as const },
    ];
    const { batchId, jobIds } = await enqueueBatch(exercise, payloads, { delay: 0.01, publish: "now" });
    const running = jobIds.at(-1) ?? "";
    await poll(() => gate(running).reached).toBe(1);
    await Promise.all(jobIds.slice(0, -1).map((jobId) => world.waitFor(jobId, "completed")));
    expect(await cancelBatch(batchId, by)).toBe(0);
    gate(running).open();
    await world.waitFor(running, "completed");
    expect(await cancelBatch(batchId, by)).toBeNull();
    expect(await auditOf(world.db, batchId)).toMatchObject([{ action: "cancel", jobId: null, batchId }]);
  });

  it("ends 1,200 waiting children at once", async () => {
    const payloads = Array.from({ length: 1200 }, () => ({ act: "return" as const }));
    const { batchId } = await enqueueBatch(exercise, payloads, { delay: 3600 });
    expect(await cancelBatch(batchId, by)).toBe(1200);
    const [batch] = await select(
      world.db,
      sql`select cancelled, closed_at is not null as closed from job_batches where batch_id = ${batchId}::uuid`,
    );
    expect(batch).toEqual({ cancelled: 1200, closed: true });
  });

  it("is not there", async () => expect(await cancelBatch(randomUUID(), by)).toBeNull());
});

describe("a cancel that comes together with", () => {
  it("the job's end has one winner, 200 times", async () => {
    for (let round = 0; round < 200; round += 1) {
      const job = await plant(world.db);
      const held = await claimed(job);
      const [completed, cancelled] = await Promise.all([
        complete(world.db, { ...ENDED, run: held }, { json: "1", note: null }),
        cancelJobs([job.jobId], by),
      ]);
      expect(completed).not.toBeNull();
      expect(await world.row(job.jobId)).toMatchObject({ status: "completed", result: 1 });
      expect(["cancel-requested", "already-ended"]).toContain(cancelled.get(job.jobId));
    }
  });

  it("a claim and a pass of reconcile has one winner, 100 times", async () => {
    for (let round = 0; round < 100; round += 1) {
      const job = await plant(world.db);
      await world.db.execute(sql`
        update job_executions set published_at = clock_timestamp() - interval '1 hour', message_id = 'msg_gone',
          created_at = created_at
        where job_id = ${job.jobId}::uuid`);
      const [claim, cancelled] = await Promise.all([
        tryClaim(job),
        cancelJobs([job.jobId], by),
        ...(round % 10 === 0 ? [reconcile()] : []),
      ]);
      const row = await world.row(job.jobId);
      expect(row.status).toBe(claim.claimed ? "processing" : "cancelled");
      expect(cancelled.get(job.jobId)).toBe(claim.claimed ? "cancel-requested" : "cancelled");
    }
  });
});

const ENDED = { progress: null, error: null, messageId: null, appVersion: null };

function tryClaim({ jobId, leg }: { jobId: string; leg: number }) {
  return claim(world.db, { jobId, type: "exercise", leg, claimId: randomUUID() });
}

async function claimed(job: { jobId: string; leg: number }) {
  const answer = await tryClaim(job);
  if (!answer.claimed) throw new Error("Nobody else runs it.");
  return answer.held;
}

async function childrenOf(parent: string): Promise<string[]> {
  const rows = await select(
    world.db,
    sql`select job_id from job_executions where parent_job_id = ${parent}::uuid`,
  );
  return rows.map((row) => String(row.job_id));
}

async function openChildrenOf(parent: string): Promise<unknown[]> {
  const rows = await select(
    world.db,
    sql`select job_id from job_executions where parent_job_id = ${parent}::uuid and completed_at is null`,
  );
  return rows;
}
