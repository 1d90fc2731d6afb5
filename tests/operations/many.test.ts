import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JobInput } from "@/lib/jobs/define";
import { IdempotencyConflict, PayloadError } from "@/lib/jobs/errors";
import { insert, insertMany } from "@/lib/jobs/insert";
import { countMatching } from "@/lib/jobs/operations/count-matching";
import { replayJobs } from "@/lib/jobs/operations/replay-jobs";
import { prepare } from "@/lib/jobs/prepare";
import { handleOperateOnJobs } from "@/lib/operations/handlers";
import { operateOnJobs } from "@/lib/operations/jobs";
import { startOperation } from "@/lib/operations/start-operation";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise, handleOperateOnJobs]);
});
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
  await world.db.execute(sql`truncate job_executions, job_audit cascade`);
});
afterAll(() => world.stop());

const by = { userId: 7, reason: "after the outage" };

describe("an operation on all that match", () => {
  it("cancels them, 250 in three pages, and nothing else", async () => {
    const ids = await planted(250, { delay: 3600, actor: { userId: 1, organizationId: 5 } });
    const [other] = await planted(1, { delay: 3600 });
    const { jobId, total } = await startOperation({
      operation: "cancel",
      filter: { types: ["exercise"], organizationId: 5 },
      by,
    });
    expect(total).toBe(250);
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      result: { done: 250, untouched: {} },
      progress_done: 250,
    });
    expect(await statuses(ids)).toEqual([{ status: "cancelled", n: 250 }]);
    expect(await world.row(other ?? "")).toMatchObject({ status: "pending" });
    expect(await audit(jobId)).toEqual([{ action: "cancel", reason: by.reason, n: 250 }]);
  });

  it("cancels whatever is open, but not itself", async () => {
    await planted(3, { delay: 3600 });
    const filter = { statuses: ["pending", "processing"] as const };
    const { jobId } = await startOperation({
      operation: "cancel",
      filter: { statuses: [...filter.statuses] },
      by,
    });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ result: { done: 3 } });
  });

  it("revives each once, although those fail again meanwhile", async () => {
    const ids = await planted(120);
    await end(ids, "failed");
    const jobId = await startedInParts({ operation: "revive", filter: { errorCodes: ["told-so"] } });
    // QStash takes nothing, so that what is revived ends when this test says so.
    world.proxy.fault = { status: 404, body: '{"error":"not found"}' };
    await nextRun(jobId);
    expect(await statuses(ids)).toEqual([
      { status: "pending", n: 100 },
      { status: "failed", n: 20 },
    ]);
    await end(ids, "failed");
    await nextRun(jobId);
    await nextRun(jobId);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", result: { done: 120 } });
    expect(
      await select(
        world.db,
        sql`select revivals, count(*)::int as n from job_executions where job_type = 'exercise' group by revivals`,
      ),
    ).toEqual([{ revivals: 1, n: 120 }]);
  });

  it("goes on where a run that died was, and replays each once", async () => {
    const ids = await planted(130);
    await end(ids, "completed");
    const jobId = await started({ operation: "replay", filter: { types: ["exercise"] } });
    await replayJobs(ids.slice(0, 40), { ...by, operationId: jobId });
    await nextRun(jobId);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", result: { done: 130 } });
    const [replays] = await select(
      world.db,
      sql`select count(*)::int as n, count(distinct replayed_from)::int as originals
        from job_executions where replayed_from is not null`,
    );
    expect(replays).toEqual({ n: 130, originals: 130 });
  });

  it("goes on from part to part in runs that are short of time, and tells what it left alone, by reason", async () => {
    const ids = await planted(250);
    await end(ids, "failed");
    await world.db.execute(sql`
      update job_executions set payload = null, payload_erased_at = clock_timestamp()
      where job_id in (select job_id from job_executions order by completed_at, job_id limit 130)`);
    const jobId = await startedInParts({ operation: "revive", filter: { types: ["exercise"] } });
    await nextRun(jobId);
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      run: 4,
      result: { done: 120, untouched: { erased: 130 } },
    });
    expect(await audit(jobId)).toEqual([{ action: "revive", reason: by.reason, n: 120 }]);
  });

  it("that is asked for again with its key, its first answer lost, is the first one", async () => {
    const ids = await planted(3);
    await end(ids, "completed");
    const asked = { operation: "replay" as const, filter: { types: ["exercise"] }, by };
    const options = { idempotencyKey: randomUUID() };
    const first = await startOperation(asked, options);
    await world.waitFor(first.jobId, "completed");
    expect(await startOperation(asked, options)).toEqual(first);
    const replays = sql`select 1 from job_executions where replayed_from is not null`;
    expect(await select(world.db, replays)).toHaveLength(3);

    const other = { ...asked, filter: { types: ["another"] } };
    await expect(startOperation(other, options)).rejects.toThrow(IdempotencyConflict);
    const operations = sql`select 1 from job_executions where job_type = ${operateOnJobs.type}`;
    expect(await select(world.db, operations)).toHaveLength(1);
  });

  it("with nothing that matches is done at once", async () => {
    const { jobId, total } = await startOperation({ operation: "revive", filter: { types: ["nobody"] }, by });
    expect(total).toBe(0);
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ result: { done: 0 } });
  });

  it.each([
    ["no field", {}],
    ["an unknown field", { colour: "red" }],
    ["a moment that is none", { createdFrom: "yesterday" }],
    ["an unknown status", { statuses: ["asleep"] }],
  ])("is refused for a filter with %s", async (_, filter) => {
    // @ts-expect-error -- what a caller without types may pass
    await expect(startOperation({ operation: "cancel", filter, by })).rejects.toThrow(PayloadError);
    expect(await select(world.db, sql`select 1 from job_executions`)).toEqual([]);
  });
});

/** An operation whose message has not left. */
async function started(
  wanted: Pick<JobInput<typeof operateOnJobs>, "operation" | "filter">,
): Promise<string> {
  const { startedAt, total } = await countMatching(world.db, wanted);
  const row = await prepare(operateOnJobs, { ...wanted, startedAt, total, by }, {});
  return (await insert(world.db, row)).jobId;
}

/** The same, whose runs have less time than a part may take: each does one and goes on. */
async function startedInParts(wanted: Parameters<typeof started>[0]): Promise<string> {
  const jobId = await started(wanted);
  await alter(world.db, jobId, sql`timeout_seconds = 19`);
  return jobId;
}

async function nextRun(jobId: string): Promise<void> {
  const { leg } = await world.row(jobId);
  await world.deliver(operateOnJobs.endpoint, { v: 1, jobId, type: operateOnJobs.type, leg });
}

async function planted(count: number, options: Parameters<typeof prepare>[2] = {}): Promise<string[]> {
  const payload = { act: "return" as const };
  const rows = await Promise.all(Array.from({ length: count }, () => prepare(exercise, payload, options)));
  return (await insertMany(world.db, rows)).map(({ jobId }) => jobId);
}

/** Ends those that are open. */
async function end(ids: readonly string[], status: "failed" | "completed"): Promise<void> {
  await world.db.execute(sql`
    update job_executions set status = ${status}::job_status, completed_at = clock_timestamp(), error_code = 'told-so'
    where completed_at is null
      and job_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as id (value))`);
}

function statuses(ids: readonly string[]) {
  return select(
    world.db,
    sql`select status::text, count(*)::int as n from job_executions
      where job_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as id (value))
      group by job_executions.status order by job_executions.status`,
  );
}

function audit(operationId: string) {
  return select(
    world.db,
    sql`select action, reason, count(*)::int as n from job_audit
      where operation_id = ${operationId}::uuid group by action, reason`,
  );
}
