import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect, useDatabase } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { exercise, handleExercise, gate as jobGate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const POOL_MAX = 2;

let own: TestDatabase;
let gate: PostgresGate;
let world: World;
let pool: ReturnType<typeof connect>;
beforeAll(async () => {
  own = await testDatabase();
  gate = await startPostgresGate(own.url);
  world = await startWorld([handleExercise], { databaseUrl: gate.url, observedUrl: own.url });
  pool = connect(gate.url, { max: POOL_MAX, queryTimeoutSeconds: 3 });
  useDatabase(pool.db);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(async () => {
  await pool.close();
  await world.stop();
  await gate.close();
  await own.drop();
});

describe("when the app's connections are half-open", () => {
  it("a delivery finds new ones within its limit, and its job is completed", async () => {
    await Promise.all(Array.from({ length: POOL_MAX }, () => pool.db.execute(sql`select pg_sleep(0.05)`)));
    const { jobId, type, leg } = await plant(world.db);
    gate.freeze();
    const answer = await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect(answer.status).toBe(200);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 1 });
    gate.thaw();
  });
});

describe("when Postgres ends a statement for the sake of another", () => {
  let patient: ReturnType<typeof connect>;
  beforeAll(() => {
    patient = connect(own.url);
    useDatabase(patient.db);
  });
  afterAll(() => patient.close());

  it("by a deadlock with the end of a child: the end is repeated, and counted once", async () => {
    const { batchId, jobIds } = await enqueueBatch(exercise, [{ act: "wait-for-gate" }]);
    const [jobId = ""] = jobIds;
    await poll(() => jobGate(jobId).reached).toBe(1);
    const rival = postgres(own.url, { max: 1, connection: { deadlock_timeout: 20_000 } });
    await rival.begin(async (tx) => {
      await tx`select from job_batches where batch_id = ${batchId}::uuid for update`;
      jobGate(jobId).open();
      // The end of the child has its row and waits for the batch; now the batch's holder waits for the row.
      await poll(waiters).toBe(1);
      await tx`select from job_executions where job_id = ${jobId}::uuid for update`;
    });
    await rival.end();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
    const counted = sql`select completed, total from job_batches where batch_id = ${batchId}::uuid`;
    expect(await query(world.db, z.unknown(), counted)).toEqual([{ completed: 1, total: 1 }]);
    const failures = world.events.flatMap((event) => (event.name === "step-failed" ? [event.error] : []));
    expect(failures).toContain("deadlock detected");
  });

  it("by a serialization failure, three times: claim and end are repeated, and the job runs once", async () => {
    await failWith("40001", 3);
    const { jobId } = await enqueue(exercise, { act: "return" });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, attempt: 1 });
    await world.db.execute(sql`drop trigger refuse on job_executions`);
  });
});

async function waiters(): Promise<number> {
  const asked = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await query(world.db, z.unknown(), asked)).length;
}

/** The next updates of any execution fail with this code, so many of them. A sequence counts also what is undone. */
async function failWith(code: string, times: number): Promise<void> {
  await world.db.execute(sql.raw(`create sequence refusals`));
  await world.db.execute(
    sql.raw(`
    create function refuse() returns trigger language plpgsql as $$
    begin
      if nextval('refusals') <= ${times} then raise exception 'refused' using errcode = '${code}'; end if;
      return new;
    end $$`),
  );
  await world.db.execute(sql`
    create trigger refuse before update of status on job_executions for each row execute function refuse()`);
}
