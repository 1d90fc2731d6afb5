import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { exercise, gate, handleExercise, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { abandon, footprint, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let database: TestDatabase;
let postgres: PostgresGate;
let world: World;
beforeAll(async () => {
  database = await testDatabase();
  postgres = await startPostgresGate(database.url);
  world = await startWorld([handleExercise], { databaseUrl: postgres.url, observedUrl: database.url });
});
afterEach(async () => {
  postgres.open();
  expect(await unsoundRows(world.db)).toEqual([]);
});
afterAll(async () => {
  await world.stop();
  await postgres.close();
  await database.drop();
});

describe("when Postgres commits and its answer is lost", () => {
  it.each([
    ["the claim", "update job_executions found", { act: "return" } as const],
    ["the settlement", "error_stack", { act: "return" } as const],
    ["the settlement of a retry", "error_stack", { act: "return", throws: 1 } as const],
    ["the settlement of a deferral", "error_stack", { act: "not-my-fault" } as const],
    ["the publish note", "noted as", { act: "return" } as const],
  ])("%s is repeated and the job runs as if nothing had been", async (_, statement, payload) => {
    postgres.loseAnswerTo(statement);
    const { jobId } = await enqueue(exercise, payload);
    const row = await world.waitFor(jobId, "completed");
    expect(postgres.hasLostAnswer()).toBe(true);
    const runs = payload.act === "return" && !("throws" in payload) ? 1 : 2;
    expect(row).toMatchObject({ run: runs, lost_in_a_row: 0 });
    expect(runsBegun.get(jobId)).toBe(runs);
  });

  it("the end of a failed job is repeated, and answered as it was", async () => {
    const { jobId, type, leg } = await plant(world.db, { act: "non-retryable" });
    postgres.loseAnswerTo("error_stack");
    const response = await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect([response.status, await response.json()]).toEqual([489, { ok: false, code: "failed" }]);
    expect(await world.attempts(jobId)).toMatchObject([{ outcome: "failed" }]);
  });

  it("the row of a job whose caller was told of an error still runs: at least once, never lost", async () => {
    postgres.loseAnswerTo("insert into job_executions");
    await expect(enqueue(exercise, { act: "return" }, { idempotencyKey: "unsure" })).rejects.toThrow();
    const again = await enqueue(exercise, { act: "return" }, { idempotencyKey: "unsure" });
    expect(again.deduplicated).toBe(true);
    await abandon(world.db, again.jobId);
    await reconcile();
    expect(await world.waitFor(again.jobId, "completed")).toMatchObject({ run: 1 });
  });
});

describe("when Postgres is away", () => {
  it("a delivery is told to come again, and nothing is acknowledged", async () => {
    const { jobId, type, leg } = await plant(world.db);
    const before = await footprint(world.db);
    postgres.shut();
    const response = await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect([response.status, await response.json()]).toEqual([503, { ok: false, code: "unavailable" }]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await footprint(world.db)).toBe(before);
    postgres.open();
    const again = await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect(again.status).toBe(200);
  });

  it.each([
    ["/api/jobs/failed", { sourceBody: Buffer.from(sourceMessage()).toString("base64") }],
    ["/api/jobs/reconcile", { v: 1, task: "reconcile" }],
  ])("%s is told to come again", async (path, body) => {
    postgres.shut();
    const response = await world.deliver(path, body);
    expect([response.status, await response.json()]).toEqual([503, { ok: false, code: "unavailable" }]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("for a moment at the settlement, the run is settled when it is back", async () => {
    const { jobId, type, leg } = await plant(world.db, { act: "wait-for-gate" });
    const answer = world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    await poll(() => gate(jobId).reached).toBe(1);
    postgres.shut();
    const away = () =>
      world.events.some((event) => event.name === "step-failed" && event.during === "settle");
    gate(jobId).open();
    await poll(away).toBe(true);
    postgres.open();
    expect((await answer).status).toBe(200);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 1 });
  });

  it("enqueue says so, without a word of the payload", async () => {
    postgres.shut();
    const call = enqueue(exercise, { act: "return", to: "canary-7f3a" });
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain("canary-7f3a");
  });
});

function sourceMessage(): string {
  return JSON.stringify({ v: 1, jobId: "0193e0a0-0000-7000-8000-000000000000", type: "exercise", leg: 1 });
}
