import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { resume } from "@/lib/jobs/transitions/pause";
import { exercise, gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { auditOf } from "./audit";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const by = { userId: 7, reason: "the provider is down" };

describe("a type that is paused", () => {
  it("begins no job until it is resumed, and then each once", async () => {
    expect(await pauseType("exercise", by)).toBe(true);
    expect(await pauseType("exercise", { userId: 8 })).toBe(false);
    const jobs = await Promise.all(Array.from({ length: 5 }, () => enqueue(exercise, { act: "return" })));
    await poll(parked).toBe(5);
    expect(await resumeType("exercise", by)).toBe(5);
    for (const { jobId } of jobs) {
      expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, leg: 2 });
    }
    expect(await resumeType("exercise", by)).toBeNull();
    expect(await auditOf(world.db, "exercise")).toMatchObject([
      { action: "pause", userId: 7, reason: by.reason },
      { action: "resume", userId: 7 },
    ]);
  });

  it("lets its jobs go on when a resume that died after its commit is asked for again", async () => {
    await pauseType("exercise", by);
    const { jobId } = await enqueue(exercise, { act: "return" });
    await poll(parked).toBe(1);
    await resume(world.db, "exercise", by);
    expect(await resumeType("exercise", by)).toBe(1);
    await world.waitFor(jobId, "completed");
    expect(await resumeType("exercise", by)).toBeNull();
  });

  it("lets a run that has begun go on to its end", async () => {
    const { jobId } = await enqueue(exercise, { act: "wait-for-gate" });
    await poll(() => gate(jobId).reached).toBe(1);
    await pauseType("exercise", by);
    gate(jobId).open();
    await world.waitFor(jobId, "completed");
    await resumeType("exercise", by);
  });

  it("leaves other types alone", async () => {
    await pauseType("another", by);
    const { jobId } = await enqueue(exercise, { act: "return" });
    await world.waitFor(jobId, "completed");
    await resumeType("another", by);
  });

  it("that is resumed counts its own jobs; reconcile sends on those whose resume died half-way", async () => {
    await pauseType("exercise", by);
    const { jobId } = await enqueue(exercise, { act: "return" });
    await poll(parked).toBe(1);
    await pauseType("another", by);
    await world.db.execute(sql`delete from job_pauses where job_type = 'exercise'`);
    expect(await resumeType("another", by)).toBe(0);
    expect(await parked()).toBe(1);
    expect(await reconcile()).toMatchObject({ unparked: 1 });
    await world.waitFor(jobId, "completed");
  });

  it("sends hundreds on at once, in bulk", async () => {
    await pauseType("exercise", by);
    const jobs = await enqueueMany(
      exercise,
      Array.from({ length: 250 }, () => ({ act: "return" as const })),
      { delay: 3600 },
    );
    // As if each message had come and found the pause.
    await world.db.execute(sql`
      update job_executions set leg = 2, not_before = null, published_at = null, message_id = null,
        publish_claimed_until = null, parked_reason = 'paused'
      where status = 'pending'`);
    world.events.length = 0;
    expect(await resumeType("exercise", by)).toBe(250);
    const batches = world.events.filter(({ name }) => name === "published");
    expect(batches).toHaveLength(3);
    for (const { jobId } of [jobs[0], jobs[249]].filter((each) => each !== undefined))
      await world.waitFor(jobId, "completed");
    await poll(open).toBe(0);
  });

  it("lets a parked job be cancelled", async () => {
    await pauseType("exercise", by);
    const { jobId } = await enqueue(exercise, { act: "return" });
    await poll(parked).toBe(1);
    expect((await cancelJobs([jobId], by)).get(jobId)).toBe("cancelled");
    expect(await resumeType("exercise", by)).toBe(0);
  });
});

describe("a message that comes while its type is being resumed", () => {
  it("runs its job or leaves it to the resume: none stays parked, 50 times", async () => {
    for (let round = 0; round < 50; round += 1) {
      await pauseType("exercise", by);
      const { jobId } = await enqueue(
        exercise,
        { act: "return" },
        { delay: 3600, idempotencyKey: randomUUID() },
      );
      await world.db.execute(sql`update job_executions set not_before = null where job_id = ${jobId}::uuid`);
      const [answer] = await Promise.all([
        world.deliver(exercise.endpoint, { v: 1, jobId, type: "exercise", leg: 1 }),
        resumeType("exercise", by),
      ]);
      if (answer.status === 503)
        await world.deliver(exercise.endpoint, { v: 1, jobId, type: "exercise", leg: 1 });
      await world.waitFor(jobId, "completed");
    }
    expect(await parked()).toBe(0);
  });
});

async function open(): Promise<number> {
  const rows = await select(world.db, sql`select 1 from job_executions where completed_at is null`);
  return rows.length;
}

async function parked(): Promise<number> {
  const rows = await select(world.db, sql`select 1 from job_executions where parked_reason is not null`);
  return rows.length;
}
