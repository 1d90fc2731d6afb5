import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { adoptDatabase, takeDatabase } from "@/lib/jobs/install/take";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { pauseSchedule } from "@/lib/jobs/schedules/pause-schedule";
import { handleExercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { select } from "@/tests/helpers/rows";
import { signDelivery } from "@/tests/helpers/sign";
import { startWorld, type World } from "@/tests/helpers/world";
import { awaitTick, declare, fire, jobsOf, occurrences, outcomes, yearly } from "./almanac";

let database: TestDatabase;
let postgres: PostgresGate;
let world: World;
beforeAll(async () => {
  quietConsole();
  process.env.JOBS_ENVIRONMENT = "test";
  database = await testDatabase();
  postgres = await startPostgresGate(database.url);
  world = await startWorld([handleExercise], { databaseUrl: postgres.url, observedUrl: database.url });
});
afterEach(async () => {
  postgres.open();
  await declare();
  await world.db.execute(sql`delete from schedule_occurrences`);
  await world.db.execute(sql`delete from job_executions`);
});
afterAll(async () => {
  await world.stop();
  await postgres.close();
  await database.drop();
});

const TICK = "insert into schedule_occurrences";
const FIRING = { v: 1, schedule: "test-nightly" };

describe("a tick", () => {
  it("is told to come again while Postgres is away, and starts one job then", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    postgres.shut();
    const refused = await world.deliver("/api/jobs/schedule", FIRING);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "10"]);
    postgres.open();
    expect(await fire(world, "nightly")).toBe("enqueued");
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
  });

  it("is one when the answer to its commit is lost", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    postgres.loseAnswerTo(TICK);
    expect(await fire(world, "nightly")).toBe("doubled");
    expect(postgres.hasLostAnswer()).toBe(true);
    expect(await outcomes(world, "nightly")).toEqual(["enqueued"]);
    await publishedByReconcile();
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
  });
});

describe("a process", () => {
  it("killed after the tick was kept starts its job once", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    await killedDuring("after");
    expect(await outcomes(world, "nightly")).toEqual(["enqueued"]);
    expect(await fire(world, "nightly")).toBe("doubled");
    await publishedByReconcile();
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
  });

  it("killed before the tick was kept loses nothing: it comes again", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    await killedDuring("before");
    await poll(() => sessionsOfTheDead()).toBe(0);
    expect(await occurrences(world, "nightly")).toEqual([]);
    expect(await fire(world, "nightly")).toBe("enqueued");
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
  });
});

describe("a schedule", () => {
  it("begins its ticks anew and is registered there, when another environment adopts the database", async () => {
    const client = new Client({ baseUrl: world.qstash.url, token: world.qstash.token });
    await declare(yearly("nightly"), yearly("paused"));
    await pauseSchedule("paused", { userId: null });
    for (const id of ["nightly", "paused"]) await awaitTick(world, id, 3);
    await world.db.execute(sql`delete from job_install`);
    await world.db.execute(sql`insert into job_install (environment, epoch) values ('production', 1)`);
    for (const { scheduleId } of await client.schedules.list()) await client.schedules.delete(scheduleId);
    await adoptDatabase(world.db, { environment: "production", epoch: 1 });
    expect(await reconcile()).toEqual({ ...NOTHING, schedulesRegistered: 2 });
    expect(await client.schedules.get("test-nightly")).toMatchObject({ isPaused: false });
    expect(await client.schedules.get("test-paused")).toMatchObject({ isPaused: true });
    expect(await reconcile()).toEqual(NOTHING);
    expect(await takeDatabase(world.db)).toEqual({ environment: "test", epoch: 1 });
  });
});

/** Lets a process of its own take the firing, and kills it as its tick arrives at Postgres or is committed. */
async function killedDuring(when: "before" | "after"): Promise<void> {
  const script = fileURLToPath(new URL("launch-firing.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    env: process.env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const end = once(child, "exit");
  const [line]: unknown[] = await once(child.stdout, "data");
  postgres.interrupt(TICK, when, async () => {
    child.kill("SIGKILL");
    await end;
  });
  const body = JSON.stringify(FIRING);
  const url = `${world.app.url}/api/jobs/schedule`;
  const headers = { "Upstash-Signature": signDelivery({ url, body, key: world.qstash.currentSigningKey }) };
  await expect(
    fetch(`${String(line).trim()}/api/jobs/schedule`, { method: "POST", body, headers }),
  ).rejects.toThrow();
  expect(await end).toEqual([null, "SIGKILL"]);
}

/** Transactions that wait for somebody who is dead. */
async function sessionsOfTheDead(): Promise<number> {
  const rows = await select(
    world.db,
    sql`
    select pid from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  return rows.length;
}

/** As when the half minute is over in which whoever enqueued publishes. */
async function publishedByReconcile(): Promise<void> {
  await world.db.execute(sql`update job_executions set publish_claimed_until = clock_timestamp() - interval '1 s'
    where published_at is null`);
  expect(await reconcile()).toMatchObject({ published: 1 });
}
