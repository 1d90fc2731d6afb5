import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { followUp } from "@/lib/jobs/follow-up";
import { exercise, gate, handleExercise } from "@/tests/helpers/exercise-job";
import { family, handleFamily } from "@/tests/helpers/family-job";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { handleRelay, relay } from "@/tests/helpers/relay-job";
import { unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let database: TestDatabase;
let postgres: PostgresGate;
let world: World;
beforeAll(async () => {
  database = await testDatabase();
  postgres = await startPostgresGate(database.url);
  const handlers = [handleExercise, handleFamily, handleRelay];
  world = await startWorld(handlers, { databaseUrl: postgres.url, observedUrl: database.url });
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(async () => {
  await world.stop();
  await postgres.close();
  await database.drop();
});

/** Every settlement keeps the stack of an error; the claim and the publish note have no such column. */
const SETTLEMENT = "error_stack";

// Reconcile would publish what nobody has published for 30 s: longer than these stories wait.
describe("when a settlement is committed and its answer is lost", () => {
  it("the children of a job that waits leave at once", async () => {
    postgres.loseAnswerTo("commit");
    const { jobId } = await enqueue(family, { children: [{ act: "return" }, { act: "return" }] });
    const row = await world.waitFor(jobId, "completed");
    expect(postgres.hasLostAnswer()).toBe(true);
    expect(row).toMatchObject({ run: 2, result: { statuses: ["completed", "completed"] } });
    expect(await world.attempts(jobId)).toMatchObject([{ outcome: "waiting" }, { outcome: "completed" }]);
  });

  it("250 children leave at once, each with one message", async () => {
    postgres.loseAnswerTo("commit");
    const children = Array.from({ length: 250 }, () => ({ act: "return" }) as const);
    const { jobId } = await enqueue(family, { children });
    await world.waitFor(jobId, "completed");
    expect(postgres.hasLostAnswer()).toBe(true);
    const legs = sql`select distinct leg, run from job_executions where parent_job_id = ${jobId}::uuid`;
    expect(await query(world.db, z.unknown(), legs)).toEqual([{ leg: 1, run: 1 }]);
  });

  it("a parent that its last child has woken goes on at once", async () => {
    const { jobId } = await enqueue(family, { children: [{ act: "wait-for-gate" }] });
    await world.waitFor(jobId, "waiting");
    const child = await childOf(jobId);
    await poll(() => gate(child).reached).toBe(1);
    postgres.loseAnswerTo(SETTLEMENT);
    gate(child).open();
    await world.waitFor(jobId, "completed");
    expect(postgres.hasLostAnswer()).toBe(true);
  });

  it("the job that follows a batch leaves at once", async () => {
    const onComplete = followUp(exercise, { act: "return" });
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "wait-for-gate" }], { onComplete });
    const [child = ""] = jobIds;
    await poll(() => gate(child).reached).toBe(1);
    postgres.loseAnswerTo(SETTLEMENT);
    gate(child).open();
    await world.waitFor(child, "completed");
    expect(postgres.hasLostAnswer()).toBe(true);
    await world.waitFor(await found(sql`waits_for = ${batchId}::uuid`), "completed");
  });

  it.each([
    [
      "onSuccess",
      () => enqueue(exercise, { act: "return" }, { onSuccess: followUp(exercise, { act: "return" }) }),
    ],
    ["ctx.enqueue", () => enqueue(relay, { parts: 1, enqueues: true })],
  ])("the job that follows it by %s leaves at once", async (_, start) => {
    postgres.loseAnswerTo(SETTLEMENT);
    const { jobId } = await start();
    await world.waitFor(jobId, "completed");
    expect(postgres.hasLostAnswer()).toBe(true);
    await world.waitFor(await childOf(jobId), "completed");
  });

  it("the jobs that a part of a continued job enqueued leave at once, and so does its next part", async () => {
    postgres.loseAnswerTo(SETTLEMENT);
    const { jobId } = await enqueue(relay, { parts: 2, enqueues: true });
    await world.waitFor(jobId, "completed");
    expect(postgres.hasLostAnswer()).toBe(true);
    await world.waitFor(await childOf(jobId), "completed");
  });
});

function childOf(jobId: string): Promise<string> {
  return found(sql`parent_job_id = ${jobId}::uuid`);
}

async function found(which: ReturnType<typeof sql>): Promise<string> {
  const asked = sql`select job_id from job_executions where ${which} order by job_id limit 1`;
  const [row] = await query(world.db, z.object({ job_id: z.string() }), asked);
  return row?.job_id ?? "";
}
