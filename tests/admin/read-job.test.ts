import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { replayJob } from "@/lib/jobs/operations/replay-job";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { HIDDEN } from "@/lib/jobs/payloads/masked-payload";
import { readAttempts } from "@/lib/jobs/reading/read-attempts";
import { readAudit } from "@/lib/jobs/reading/read-audit";
import { readCarried } from "@/lib/jobs/reading/read-carried";
import { readEffects } from "@/lib/jobs/reading/read-effects";
import { type JobDetail, readJob } from "@/lib/jobs/reading/read-job";
import { readLogs } from "@/lib/jobs/reading/read-logs";
import { readFamily } from "@/lib/jobs/reading/read-relatives";
import { createRegistry } from "@/lib/jobs/registry";
import { calling, handleCalling } from "@/tests/helpers/calling-job";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { family, handleFamily } from "@/tests/helpers/family-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise, handleFamily, handleCalling]);
});
afterAll(() => world.stop());

const by = { userId: 7, reason: "to see it" };

async function detail(jobId: string): Promise<JobDetail> {
  const job = await readJob(world.db, jobId);
  if (job === null) throw new Error("There is such a job.");
  return job;
}

describe("a job as staff read it", () => {
  it("has how it stands, and none where there is none", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    expect(await readJob(world.db, jobId)).toMatchObject({
      jobId,
      status: "pending",
      endpoint: "/api/jobs/exercise",
      leg: 1,
      timeoutSeconds: 1,
      parkedReason: null,
      isPaused: false,
      line: null,
      batch: null,
      isUncertain: false,
    });
    await pauseType("exercise", by);
    expect(await readJob(world.db, jobId)).toMatchObject({ isPaused: true });
    await resumeType("exercise", by);
    expect(await readJob(world.db, randomUUID())).toBeNull();
    expect(await readJob(world.db, "no-id")).toBeNull();
  });

  it("in the line of a key, counts those who stand before it, by priority and age", async () => {
    const ids = await Promise.all([0, 0, 5, 0].map((priority) => plant(world.db, undefined, { priority })));
    const [first, second, urgent, runs] = ids.map(({ jobId }) => jobId).toSorted();
    for (const id of [first, second, urgent])
      await alter(
        world.db,
        id ?? "",
        sql`parked_reason = 'concurrency', concurrency_key = 'k', priority = 0`,
      );
    await alter(world.db, urgent ?? "", sql`priority = 5`);
    await alter(
      world.db,
      runs ?? "",
      sql`status = 'processing', run = 1, attempt = 1, claim_id = gen_random_uuid(), concurrency_key = 'k',
        concurrency_slot = 1, lease_until = clock_timestamp() + interval '1 minute', run_started_at = clock_timestamp()`,
    );
    expect((await detail(second ?? "")).line).toEqual({ holders: [runs], ahead: 2 });
    expect((await detail(urgent ?? "")).line).toEqual({ holders: [runs], ahead: 0 });
    await cancelJobs([first ?? "", second ?? "", urgent ?? ""], by);
  });
});

describe("what belongs to a job", () => {
  it("are its runs in their order, with what went wrong", async () => {
    const { jobId } = await enqueue(exercise, { act: "return", throws: 1 });
    await world.waitFor(jobId, "completed");
    expect(await readAttempts(world.db, jobId)).toMatchObject([
      {
        run: 1,
        outcome: "retry",
        error: { name: "Error", message: "told to throw in try 1", stack: expect.stringContaining("at ") },
      },
      { run: 2, outcome: "completed", error: null },
    ]);
  });

  it("of very many runs the latest 200, with the stacks of the latest 20", async () => {
    const { jobId } = await plant(world.db);
    await world.db.execute(sql`
      insert into job_attempts (job_id, run, leg, attempt, outcome, started_at, finished_at, error_message, error_stack)
      select ${jobId}::uuid, n, 1, 1, 'retry', clock_timestamp(), clock_timestamp(), 'no', 'Error: no'
      from generate_series(1, 250) as n`);
    const runs = await readAttempts(world.db, jobId);
    expect(runs.map(({ run }) => run)).toEqual(Array.from({ length: 200 }, (_, index) => index + 51));
    expect(runs.filter(({ error }) => error?.stack !== null).map(({ run }) => run)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 231),
    );
    await world.db.execute(sql`delete from job_executions where job_id = ${jobId}::uuid`);
  });

  it("are its lines, page by page, to and fro", async () => {
    const { jobId } = await plant(world.db);
    await world.db.execute(sql`
      insert into job_logs (job_id, run, line, message)
      select ${jobId}::uuid, run, line, concat(run, '.', line)
      from generate_series(1, 3) as run, generate_series(1, 150) as line`);
    const latest = await readLogs(world.db, jobId);
    expect(latest).toMatchObject({ hasEarlier: true, hasLater: false });
    expect(latest.lines.at(-1)?.message).toBe("3.150");
    const before = await readLogs(world.db, jobId, { before: latest.lines[0] });
    expect(before).toMatchObject({ hasEarlier: true, hasLater: true });
    const first = await readLogs(world.db, jobId, { before: before.lines[0] });
    expect(first).toMatchObject({ hasEarlier: false, hasLater: true });
    expect(first.lines[0]?.message).toBe("1.1");
    expect(await readLogs(world.db, jobId, { after: first.lines.at(-1) })).toMatchObject({
      lines: before.lines,
      hasLater: true,
    });
  });

  it("are its effects without what was sent, and whether one of them is uncertain", async () => {
    const { jobId } = await plant(world.db);
    await world.db.execute(sql`
      insert into job_effects (job_id, key, state, request, run, first_sent_at)
      values (${jobId}::uuid, 'charge', 'sending', '{"card":"4242"}', 1, clock_timestamp())`);
    const effects = await readEffects(world.db, jobId);
    expect(effects).toMatchObject([{ key: "charge", state: "sending", run: 1, calls: 1, doneAt: null }]);
    expect(JSON.stringify(effects)).not.toContain("4242");
    expect(await detail(jobId)).toMatchObject({ isUncertain: true });
  });

  it("are what people did to it, the latest first", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 3600 });
    await cancelJobs([jobId], by);
    const replayed = await replayJob(jobId, { userId: 8 });
    expect(await readAudit(world.db, jobId)).toMatchObject([
      { action: "cancel", userId: 7, reason: by.reason },
    ]);
    expect(await readAudit(world.db, replayed)).toMatchObject([
      { action: "replay", userId: 8, reason: null, detail: { from: jobId } },
    ]);
    const family = await readFamily(world.db, await detail(replayed));
    expect(family.original).toMatchObject({ jobId, status: "cancelled" });
    expect((await readFamily(world.db, await detail(jobId))).replays).toMatchObject({
      count: 1,
      first: [{ jobId: replayed }],
    });
  });
});

describe("the family of a job", () => {
  it("is its parent, its children, failed ones first, and how many there are", async () => {
    const children = [{ act: "return" as const }, { act: "non-retryable" as const }];
    const { jobId } = await enqueue(family, { children });
    await world.waitFor(jobId, "completed");
    const { children: found } = await readFamily(world.db, await detail(jobId));
    expect(found.count).toBe(2);
    expect(found.first.map(({ status }) => status)).toEqual(["failed", "completed"]);
    const [failed, done] = found.first;
    const job = await detail(failed?.jobId ?? "");
    expect(job.batch).toEqual({ total: 2, completed: 1, failed: 1, cancelled: 0, isCancelled: false });
    const relatives = await readFamily(world.db, job);
    expect(relatives.parent).toMatchObject({ jobId, type: "family" });
    expect(relatives.siblings).toMatchObject({ count: 1, first: [{ jobId: done?.jobId }] });
  });

  it("of a large batch is the first fifty, and a count that ends somewhere", async () => {
    const { jobIds } = await enqueueBatch(
      exercise,
      Array.from({ length: 1_200 }, () => ({ act: "return" as const })),
      { delay: 3600 },
    );
    const { siblings } = await readFamily(world.db, await detail(jobIds[0] ?? ""));
    expect(siblings.first).toHaveLength(50);
    expect(siblings.count).toBe(1_000);
  });
});

describe("what a job carries", () => {
  it("is shown with its secrets masked, and not at all where nobody knows them", async () => {
    const payload = {
      act: "return" as const,
      token: "canary-4711",
      accounts: [{ name: "Ada", pin: "9999" }],
    };
    const { jobId } = await enqueue(calling, payload);
    await world.waitFor(jobId, "completed");
    const known = createRegistry([calling]);
    const carried = await readCarried(world.db, jobId, (type) => known.find(type));
    expect(carried).toEqual({
      payload: { act: "return", token: "[secret]", accounts: [{ name: "Ada", pin: "[secret]" }] },
      checkpoint: null,
      result: { calls: 1 },
    });
    expect(await readCarried(world.db, jobId, () => undefined)).toEqual({
      payload: HIDDEN,
      checkpoint: null,
      result: HIDDEN,
    });
    expect(await readCarried(world.db, randomUUID(), () => undefined)).toBeNull();
  });
});
