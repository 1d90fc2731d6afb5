import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { connect, useDatabase } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { withJobs } from "@/lib/jobs/with-jobs";
import { exercise, handleExercise, gate as jobGate, runsBegun } from "@/tests/helpers/exercise-job";
import { family, handleFamily } from "@/tests/helpers/family-job";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { abandon, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let own: TestDatabase;
let gate: PostgresGate;
let world: World;
let pool: ReturnType<typeof connect>;
beforeAll(async () => {
  own = await testDatabase();
  gate = await startPostgresGate(own.url);
  const observedUrl = `${own.url}?application_name=story`;
  world = await startWorld([handleExercise, handleFamily], { databaseUrl: gate.url, observedUrl });
  pool = connect(gate.url, { max: 5, queryTimeoutSeconds: 5 });
  useDatabase(pool.db);
  await world.db.execute(sql`create table orders (name text primary key)`);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(async () => {
  await pool.close();
  await world.stop();
  await gate.close();
  await own.drop();
});

/** Ends every session of the app, as a failover does. */
async function killAll(): Promise<void> {
  await world.db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'jobs'`);
}

/** What each statement of a job's life has in it, in the order of that life. */
const STATEMENTS = {
  "the insert": "insert into job_executions",
  "the publish note": "noted as",
  "the claim": "update job_executions found",
  "the settlement of a try": "error_stack",
} as const;

describe("all backends killed", () => {
  it.each(Object.entries(STATEMENTS))(
    "just before %s: the job runs and is completed once per try",
    async (_, text) => {
      gate.interrupt(text, "before", killAll);
      await livesOn();
    },
  );

  it.each(Object.entries(STATEMENTS))(
    "just after %s: the job runs and is completed once per try",
    async (_, text) => {
      gate.interrupt(text, "after", killAll);
      await livesOn();
    },
  );

  it("while the handler runs: it completes, once", async () => {
    const { jobId } = await enqueue(exercise, { act: "wait-for-gate" });
    await poll(() => jobGate(jobId).reached).toBe(1);
    await killAll();
    jobGate(jobId).open();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, attempt: 1 });
  });

  it.each(["before", "after"] as const)(
    "just %s the parent's wait is committed: children and wait are there once",
    async (when) => {
      const { jobId } = await enqueue(family, { children: [{ act: "return" }, { act: "return" }] });
      gate.interrupt("waits_for =", when, killAll);
      const row = await vi.waitFor(() => completedByReconcile(jobId), { timeout: 20_000, interval: 100 });
      expect(row).toMatchObject({ leg: 2, run: 2, result: { statuses: ["completed", "completed"] } });
      const children = sql`select job_id from job_executions where parent_job_id = ${jobId}::uuid`;
      expect(await query(world.db, z.unknown(), children)).toHaveLength(2);
    },
  );

  it("inside an app's transaction: neither its rows nor its job are there", async () => {
    const work = withJobs(async (tx, enqueueIn) => {
      await tx.execute(sql`insert into orders values ('killed')`);
      await enqueueIn(exercise, { act: "return" }, { idempotencyKey: "killed" });
      await killAll();
      await tx.execute(sql`insert into orders values ('after')`);
    });
    await expect(work).rejects.toThrow();
    expect(await query(world.db, z.unknown(), sql`select * from orders`)).toEqual([]);
    const again = await repeated(() => enqueue(exercise, { act: "return" }, { idempotencyKey: "killed" }));
    expect(again.deduplicated).toBe(false);
  });

  it("just after an app's commit: its rows and its job are there, found when it is repeated", async () => {
    gate.loseAnswerTo("commit");
    await expect(order()).rejects.toThrow();
    expect(gate.hasLostAnswer()).toBe(true);
    const again = await repeated(order);
    expect(again.deduplicated).toBe(true);
    expect(await query(world.db, z.unknown(), sql`select * from orders`)).toHaveLength(1);
    await abandon(world.db, again.jobId);
    await reconcile();
    expect(await world.waitFor(again.jobId, "completed")).toMatchObject({ run: 1 });
  });
});

/** What an app does that may be asked twice. */
function order() {
  return withJobs(async (tx, enqueueIn) => {
    await tx.execute(sql`insert into orders values ('kept') on conflict do nothing`);
    return enqueueIn(exercise, { act: "return" }, { idempotencyKey: "kept" });
  });
}

/** As a person would: the pool's other connections died too, and it may not have heard of it yet. */
function repeated<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  return vi.waitFor(ask, { timeout: 10_000, interval: 50 });
}

/** Where the answer to the commit was lost, the children's messages are left to reconcile, 30 s later. */
async function completedByReconcile(jobId: string) {
  await world.db.execute(sql`
    update job_executions set publish_claimed_until = clock_timestamp()
    where parent_job_id = ${jobId}::uuid and published_at is null and status = 'pending'`);
  await reconcile().catch(() => undefined);
  const row = await world.row(jobId);
  if (row.status !== "completed") throw new Error(`Execution ${jobId} is ${row.status}.`);
  return row;
}

/** A job of two tries whose life is cut somewhere: whoever enqueues asks again, as a person would. */
async function livesOn(): Promise<void> {
  const idempotencyKey = crypto.randomUUID();
  const ask = () => enqueue(exercise, { act: "return", throws: 1 }, { idempotencyKey });
  const { jobId } = await ask().catch(() => repeated(ask));
  await abandon(world.db, jobId);
  await reconcile().catch(() => undefined);
  expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 2, lost_in_a_row: 0 });
  expect(runsBegun.get(jobId)).toBe(2);
  expect(gate.wasInterrupted()).toBe(true);
}
