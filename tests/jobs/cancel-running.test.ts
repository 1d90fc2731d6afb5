import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import type { JobContext } from "@/lib/jobs/handle";
import { cancelBatch } from "@/lib/jobs/operations/cancel-batch";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { exercise, gate, handleExercise, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { lapse, plant, unsoundRows } from "@/tests/helpers/rows";
import { handleScripted, plantScript, runOnce, scripted, scriptPayload } from "@/tests/helpers/scripted-job";
import { startWorld, type World } from "@/tests/helpers/world";

const BY = { userId: null };

let world: World;

beforeAll(async () => {
  world = await startWorld([handleScripted, handleExercise]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

/** Reports progress all the time, so that there is a heartbeat every second, and stops when it is told to. */
async function cooperative(ctx: JobContext): Promise<never> {
  let done = 0;
  const timer = setInterval(() => ctx.progress((done += 1)), 20);
  try {
    return await new Promise((_, reject) => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is whatever aborted the run
      ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason));
    });
  } finally {
    clearInterval(timer);
  }
}

describe("a run whose job is cancelled", () => {
  it("is told by its next heartbeat, and the job is cancelled by its holder", async () => {
    const job = await plantScript(world, cooperative);
    const answer = runOnce(world, job);
    await world.waitFor(job.jobId, "processing");
    const { moved } = await cancel(world.db, [job.jobId]);
    expect(moved).toMatchObject([{ status: "processing" }]);
    expect(await answer).toBe("cancelled");
    expect(await world.row(job.jobId)).toMatchObject({
      status: "cancelled",
      error_code: "cancelled",
      result: null,
    });
    expect(await world.attempts(job.jobId)).toMatchObject([{ run: 1, outcome: "cancelled" }]);
  });

  it("completes it all the same when it succeeds without having looked", async () => {
    const { jobId, type, leg } = await plant(world.db, { act: "wait-for-gate" });
    const answer = world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    await poll(() => gate(jobId).reached).toBe(1);
    await cancel(world.db, [jobId]);
    gate(jobId).open();
    expect(await (await answer).json()).toMatchObject({ code: "completed" });
    expect(await world.row(jobId)).toMatchObject({ status: "completed", error_code: null });
  });

  it("completes it all the same when it was told and had its result ready", async () => {
    const job = await plantScript(world, (ctx) => cooperative(ctx).catch(() => "finished what it had begun"));
    const answer = runOnce(world, job);
    await world.waitFor(job.jobId, "processing");
    await cancel(world.db, [job.jobId]);
    expect(await answer).toBe("completed");
    expect((await world.row(job.jobId)).result).toBe("finished what it had begun");
  });

  it("goes on no more once it throws, and is cancelled instead of retried", async () => {
    const opener = new AbortController();
    const job = await plantScript(world, async () => {
      await new Promise((resolve) => {
        opener.signal.addEventListener("abort", resolve);
      });
      throw new Error("for another reason");
    });
    const answer = runOnce(world, job);
    await world.waitFor(job.jobId, "processing");
    await cancel(world.db, [job.jobId]);
    opener.abort();
    await answer;
    expect(await world.row(job.jobId)).toMatchObject({ status: "cancelled", run: 1 });
    expect(await runOnce(world, job)).toBe("duplicate");
  });

  it("by its batch is told by its next heartbeat too", async () => {
    const { batchId, jobIds } = await enqueueBatch(scripted, [scriptPayload(cooperative)]);
    const [jobId = ""] = jobIds;
    await world.waitFor(jobId, "processing");
    await cancelBatch(batchId, BY);
    await world.waitFor(jobId, "cancelled");
    expect(await world.attempts(jobId)).toMatchObject([{ run: 1, outcome: "cancelled" }]);
  });

  it("and then died is cancelled by the next delivery, which runs nothing", async () => {
    const { jobId, type, leg } = await plant(world.db);
    await claim(world.db, { jobId, type, leg, claimId: randomUUID() });
    await cancel(world.db, [jobId]);
    await lapse(world.db, jobId);
    const answer = await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true, code: "cancelled" }]);
    expect(await world.row(jobId)).toMatchObject({ status: "cancelled", run: 1 });
    expect(runsBegun.get(jobId)).toBeUndefined();
  });
});

describe("a message of a job that is cancelled", () => {
  it("is acknowledged and runs nothing", async () => {
    const { jobId, type, leg } = await plant(world.db);
    await cancel(world.db, [jobId]);
    const answer = await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true, code: "duplicate" }]);
    expect(await world.row(jobId)).toMatchObject({ status: "cancelled", run: 0 });
    expect(runsBegun.get(jobId)).toBeUndefined();
  });
});

describe("a cancel of a run that looks dead and the completion by that run", () => {
  it("leave one end, which is what both were told, in 200 races", async () => {
    const ends = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const run = await claimed();
        await lapse(world.db, run.jobId);
        const settlement = { run, progress: null, error: null, messageId: null, appVersion: null };
        const [completed, { moved }] = await inRandomOrder(
          () => complete(world.db, settlement, { json: "1", note: null }),
          () => cancel(world.db, [run.jobId], BY),
        );
        const told = moved.some(({ status }) => status === "cancelled") ? ["cancelled"] : [];
        if (completed !== null) told.push("completed");
        return { told, status: (await world.row(run.jobId)).status };
      }),
    );
    for (const { told, status } of ends) expect(told).toEqual([status]);
  });
});

async function claimed() {
  const { jobId, type, leg } = await plant(world.db);
  const answer = await claim(world.db, { jobId, type, leg, claimId: randomUUID() });
  if (!answer.claimed) throw new Error("Nobody else claims it.");
  return answer.held;
}

async function inRandomOrder<First, Second>(
  first: () => Promise<First>,
  second: () => Promise<Second>,
): Promise<[First, Second]> {
  if (Math.random() < 0.5) return Promise.all([first(), second()]);
  const [later, earlier] = await Promise.all([second(), first()]);
  return [earlier, later];
}
