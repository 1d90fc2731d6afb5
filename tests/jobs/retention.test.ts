import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { ReplayRefused, replayJob } from "@/lib/jobs/operations/replay-job";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { prune } from "@/lib/jobs/transitions/prune";
import { exercise, gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => {
  expect(await unsoundRows(world.db)).toEqual([]);
  for (const table of ["job_executions", "job_batches", "job_audit"]) {
    await world.db.execute(sql`delete from ${sql.identifier(table)}`);
  }
});
afterAll(() => world.stop());

const by = { userId: null };

/** A job that ended so many days ago. */
async function ended(status: string, daysAgo: number): Promise<string> {
  const { jobId } = await plant(world.db);
  await end(jobId, status, daysAgo);
  return jobId;
}

function end(jobId: string, status: string, daysAgo: number): Promise<void> {
  return alter(
    world.db,
    jobId,
    sql`status = ${status}::job_status, batch_counted = batch_id is not null,
      completed_at = clock_timestamp() - make_interval(days => ${daysAgo}::int)`,
  );
}

async function idsOf(
  table: "job_executions" | "job_attempts" | "job_logs" | "job_effects",
): Promise<string[]> {
  const rows = await query(
    world.db,
    z.object({ id: z.string() }),
    sql`select job_id as id from ${sql.identifier(table)} order by job_id`,
  );
  return rows.map(({ id }) => id);
}

async function closeBatch(batchId: string, daysAgo: number): Promise<void> {
  await world.db.execute(sql`
    update job_batches set completed = total, closed_at = clock_timestamp() - make_interval(days => ${daysAgo}::int)
    where batch_id = ${batchId}::uuid`);
}

describe("an ended job", () => {
  it.each([
    ["completed", 30],
    ["failed", 90],
    ["timeout", 90],
    ["cancelled", 30],
  ])("that is %s stays for %i days and goes after them", async (status, days) => {
    const [young, old] = [await ended(status, days - 1), await ended(status, days + 1)];
    expect(await reconcile()).toEqual({ ...NOTHING, pruned: 1 });
    expect(await idsOf("job_executions")).toEqual([young]);
    expect(old).not.toBe(young);
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("takes its attempts, logs and effects along", async () => {
    const jobId = await ended("completed", 31);
    await world.db.execute(sql`insert into job_attempts (job_id, run, leg, attempt, outcome, started_at, finished_at)
      values (${jobId}::uuid, 1, 1, 1, 'completed', clock_timestamp(), clock_timestamp())`);
    await world.db.execute(sql`update job_executions set run = 1, attempt = 1`);
    await world.db.execute(
      sql`insert into job_logs (job_id, run, line, message) values (${jobId}::uuid, 1, 1, 'm')`,
    );
    await world.db.execute(sql`insert into job_effects (job_id, key, state, run, first_sent_at)
      values (${jobId}::uuid, 'k', 'done', 1, clock_timestamp())`);
    await reconcile();
    for (const table of ["job_attempts", "job_logs", "job_effects"] as const) {
      expect(await idsOf(table)).toEqual([]);
    }
  });

  it("goes 500 at a time, and two passes at once take each one once", async () => {
    await world.db.execute(sql`
      insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
        backoff_seconds, completed_at)
      select job_new_id(), 'old', 'completed', '', '/', 0, 1, array[1], clock_timestamp() - interval '40 days'
      from generate_series(1, 1200)`);
    const first = await Promise.all([reconcile(), reconcile()]);
    const second = await reconcile();
    const pruned = [...first, second].map((tally) => tally.pruned);
    expect(pruned.every((count) => count <= 1000)).toBe(true);
    expect(pruned.reduce((total, count) => total + count, 0) + (await reconcile()).pruned).toBe(1200);
  });

  it("that was revived a moment ago stays", async () => {
    const jobId = await ended("failed", 100);
    await reviveJobs([jobId], { ...by });
    await reconcile();
    expect(await idsOf("job_executions")).toEqual([jobId]);
    await world.waitFor(jobId, "completed");
  });

  it("never goes while it is open, however old it is", async () => {
    const waiting = await plant(world.db, { act: "return" }, { delay: 1000 });
    await alter(world.db, waiting.jobId, sql`updated_at = clock_timestamp() - interval '10 years'`);
    expect(await reconcile()).toEqual(NOTHING);
  });
});

describe("an old job that is needed yet", () => {
  it("stays as long as its batch is open, and its siblings run", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "return" }, { act: "return" }], {
      delay: 1000,
    });
    const [old = "", sibling = ""] = jobIds;
    await end(old, "completed", 100);
    await world.db.execute(sql`update job_batches set completed = 1`);
    expect(await reconcile()).toEqual(NOTHING);
    await end(sibling, "completed", 100);
    await closeBatch(batchId, 0);
    expect(await reconcile()).toEqual({ ...NOTHING, pruned: 2 });
  });

  it("stays as long as somebody is going to read the children of its batch", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "return" }], { delay: 1000 });
    const reader = await plant(world.db, { act: "return" }, { delay: 1000 });
    await alter(world.db, reader.jobId, sql`waits_for = ${batchId}::uuid, published_at = clock_timestamp()`);
    await end(jobIds[0] ?? "", "completed", 100);
    await closeBatch(batchId, 100);
    expect(await reconcile()).toEqual(NOTHING);
    await end(reader.jobId, "completed", 1);
    expect(await reconcile()).toEqual({ ...NOTHING, pruned: 1, batchesPruned: 1 });
  });

  it("stays as long as a follow-up of it is open", async () => {
    const parent = await ended("completed", 100);
    const follower = await plant(world.db, { act: "return" }, { delay: 1000 });
    await world.db.execute(sql`delete from job_executions where job_id = ${follower.jobId}::uuid`);
    await world.db.execute(sql`
      insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
        backoff_seconds, parent_job_id)
      values (${follower.jobId}::uuid, 'exercise', 'pending', '', '/', 0, 1, array[1], ${parent}::uuid)`);
    expect(await reconcile()).toEqual(NOTHING);
    await end(follower.jobId, "completed", 1);
    expect(await reconcile()).toEqual({ ...NOTHING, pruned: 1 });
  });

  it("keeps no younger one from going", async () => {
    const payloads = Array.from({ length: 520 }, () => ({ act: "return" as const }));
    await enqueueBatch(exercise, payloads, { delay: 1000 });
    await world.db.execute(sql`update job_batches set completed = 519`);
    await world.db.execute(sql`
      update job_executions set status = 'completed', batch_counted = true,
        completed_at = clock_timestamp() - interval '100 days'
      where job_id <> (select job_id from job_executions order by job_id desc limit 1)`);
    await ended("completed", 40);
    expect(await reconcile()).toEqual({ ...NOTHING, pruned: 1 });
  });
});

it("of each status only so many stay as JOBS_KEEP_MAX says", async () => {
  const ids = [await ended("failed", 3), await ended("failed", 2), await ended("failed", 1)];
  const done = await prune(world.db, { status: "failed", days: 90, max: 2 }, null, 500);
  expect(done).toMatchObject({ pruned: 1 });
  expect(await idsOf("job_executions")).toEqual(ids.slice(1).toSorted());
  expect(await prune(world.db, { status: "failed", days: 90, max: 2 }, null, 500)).toMatchObject({
    pruned: 0,
  });
});

it("a closed batch without children goes when the longest kept of them would have gone", async () => {
  const [young, old] = [await enqueueBatch(exercise, []), await enqueueBatch(exercise, [])];
  await closeBatch(young.batchId, 89);
  await closeBatch(old.batchId, 91);
  expect(await reconcile()).toEqual({ ...NOTHING, batchesPruned: 1 });
});

it("lines of the audit go after a year", async () => {
  await world.db.execute(sql`
    insert into job_audit (action, at) values ('pause', clock_timestamp() - interval '366 days'), ('pause', clock_timestamp())`);
  expect(await reconcile()).toEqual({ ...NOTHING, auditPruned: 1 });
});

/** A failed job whose payload is to be kept for a minute, and that ended so many seconds ago. */
async function minuteOld(seconds: number): Promise<string> {
  const { jobId } = await plant(world.db);
  await alter(
    world.db,
    jobId,
    sql`status = 'failed', erase_payload_after_seconds = 60, checkpoint = '{}', follow_ups = '[]',
      completed_at = clock_timestamp() - make_interval(secs => ${seconds}::int)`,
  );
  await world.db.execute(sql`insert into job_effects (job_id, key, state, run, request, answer, first_sent_at)
    values (${jobId}::uuid, 'k', 'done', 1, '{"to":"somebody"}', '{}', clock_timestamp())`);
  return jobId;
}

describe("a payload that is to be kept for a minute", () => {
  const GIVEN = sql`payload is not null as payload, checkpoint is not null as checkpoint,
    follow_ups is not null as "followUps", payload_hash <> '' as hash, result is not null as result`;

  it("is erased after it, with all that was made of it, and the row stays", async () => {
    const [young, old] = [await minuteOld(30), await minuteOld(90)];
    expect(await reconcile()).toEqual({ ...NOTHING, erased: 1 });
    const given = (jobId: string) =>
      query(world.db, z.unknown(), sql`select ${GIVEN} from job_executions where job_id = ${jobId}::uuid`);
    const kept = { hash: true, result: false };
    expect(await given(young)).toEqual([{ payload: true, checkpoint: true, followUps: true, ...kept }]);
    expect(await given(old)).toEqual([{ payload: false, checkpoint: false, followUps: false, ...kept }]);
    const effects = await query(
      world.db,
      z.unknown(),
      sql`select job_id as id, state from job_effects where request is null and answer is null`,
    );
    expect(effects).toEqual([{ id: old, state: "done" }]);
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("leaves a job that can be neither revived nor replayed", async () => {
    const jobId = await minuteOld(90);
    await reconcile();
    expect((await reviveJobs([jobId], { ...by })).get(jobId)).toBe("erased");
    await expect(replayJob(jobId, { ...by })).rejects.toThrow(ReplayRefused);
    expect((await world.row(jobId)).status).toBe("failed");
  });

  it("stays as long as the job is open", async () => {
    const row = await plant(world.db, { act: "wait-for-gate" });
    await alter(world.db, row.jobId, sql`erase_payload_after_seconds = 0`);
    const answer = world.deliver("/api/jobs/exercise", { v: 1, jobId: row.jobId, type: row.type, leg: 1 });
    await poll(() => gate(row.jobId).reached).toBe(1);
    expect(await reconcile()).toEqual(NOTHING);
    gate(row.jobId).open();
    await answer;
    expect(await reconcile()).toEqual({ ...NOTHING, erased: 1 });
  });

  it("is erased once by two passes at a time, whatever else is to be kept longer", async () => {
    const rows = await Promise.all(Array.from({ length: 20 }, () => minuteOld(90)));
    await alter(world.db, rows[0] ?? "", sql`erase_payload_after_seconds = 3600`);
    const tallies = await Promise.all([reconcile(), reconcile()]);
    expect(tallies.reduce((total, { erased }) => total + erased, 0)).toBe(19);
  });
});
