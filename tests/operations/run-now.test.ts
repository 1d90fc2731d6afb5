import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { noteJob } from "@/lib/jobs/operations/note-job";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { runNow } from "@/lib/jobs/operations/run-now";
import { exercise, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, footprint, plant, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { auditOf } from "./audit";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const by = { userId: 7, reason: "the customer waits" };

describe("a job that is hastened", () => {
  it("runs at once, once, and its old message is taken back", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    await poll(async () => (await world.row(jobId)).message_id).not.toBeNull();
    const { message_id: old } = await world.row(jobId);
    expect(await runNow(jobId, by)).toBe("hastened");
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      leg: 2,
      run: 1,
      attempt: 1,
      next_attempt_at: null,
    });
    expect(await world.message(old)).toBeNull();
    expect(runsBegun.get(jobId)).toBe(1);
    expect(await auditOf(world.db, jobId)).toMatchObject([
      { action: "run-now", userId: 7, reason: by.reason },
    ]);
  });

  it("goes on from the try that it waits for, with the budget that is left", async () => {
    const { jobId } = await enqueue(exercise, { act: "retry-after", retryAfter: 3600 });
    await world.waitFor(jobId, "retrying");
    expect(await runNow(jobId, by)).toBe("hastened");
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      attempt: 2,
      not_before: null,
      result: { attempt: 2 },
    });
  });

  it("counts its wait from then on", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    await alter(world.db, jobId, sql`not_before = clock_timestamp() + interval '1 day'`);
    await runNow(jobId, by);
    await world.waitFor(jobId, "completed");
    const [run] = await select(
      world.db,
      sql`select waited_ms < 60000 as "isShort" from job_attempts where job_id = ${jobId}::uuid`,
    );
    expect(run).toEqual({ isShort: true });
  });

  it("at the same moment by five people gets one new leg", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    const ends = await Promise.all(Array.from({ length: 5 }, () => runNow(jobId, by)));
    expect(ends.filter((end) => end === "hastened")).toHaveLength(1);
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ leg: 2, run: 1 });
  });

  it("is none that waits for something else than its time, and is told why", async () => {
    const { jobId: ended } = await enqueue(exercise, { act: "return" });
    await world.waitFor(ended, "completed");
    const due = await plant(world.db);
    const stopping = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    await alter(world.db, stopping.jobId, sql`deadline_at = clock_timestamp()`);
    const inLine = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    await alter(world.db, inLine.jobId, sql`parked_reason = 'concurrency', concurrency_key = 'k'`);
    const before = await footprint(world.db);
    const answers = await Promise.all(
      [randomUUID(), ended, due.jobId, stopping.jobId, inLine.jobId].map((jobId) => runNow(jobId, by)),
    );
    expect(answers).toEqual(["unknown", "ended", "due", "stopping", "held"]);
    expect(await footprint(world.db)).toBe(before);
    await cancelJobs([due.jobId, stopping.jobId, inLine.jobId], by);
  });

  it("is none of a paused type", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    await pauseType("exercise", by);
    expect(await runNow(jobId, by)).toBe("held");
    await resumeType("exercise", by);
    expect(await runNow(jobId, by)).toBe("hastened");
    await world.waitFor(jobId, "completed");
  });
});

describe("a note on a job", () => {
  it("is a line of the audit, and changes nothing of the job", async () => {
    const { jobId } = await plant(world.db);
    const before = await footprint(world.db);
    expect(await noteJob(jobId, { userId: 7, reason: "asked the provider, ticket 12" })).toBe(true);
    expect(await noteJob(randomUUID(), { userId: 7, reason: "nobody" })).toBe(false);
    expect(await footprint(world.db)).toBe(before);
    expect(await auditOf(world.db, jobId)).toMatchObject([
      { action: "note", userId: 7, reason: "asked the provider, ticket 12", jobType: "exercise" },
    ]);
  });
});
