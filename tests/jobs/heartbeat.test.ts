import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { claim } from "@/lib/jobs/transitions/claim";
import { holdLease } from "@/lib/jobs/worker/lease";
import { runLeavings } from "@/lib/jobs/worker/leavings";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { alter, lapse, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let database: TestDatabase;
let postgres: PostgresGate;
let world: World;

beforeAll(async () => {
  database = await testDatabase();
  postgres = await startPostgresGate(database.url);
  world = await startWorld([], { databaseUrl: postgres.url, observedUrl: database.url });
});
afterEach(() => {
  vi.useRealTimers();
  postgres.open();
});
afterAll(async () => {
  await world.stop();
  await postgres.close();
  await database.drop();
});

/** A run that says nothing, in a process whose clock moves only when it is told to. */
async function quietRun() {
  const { jobId, type, leg } = await plant(world.db);
  const answer = await claim(world.db, { jobId, type, leg, claimId: randomUUID() });
  if (!answer.claimed) throw new Error("Nobody else claims it.");
  await alter(world.db, jobId, sql`lease_until = clock_timestamp() + interval '1 second'`);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const reasons: string[] = [];
  const lease = holdLease(answer.held, runLeavings(null), ({ name }) => reasons.push(name));
  return { jobId, lease, reasons };
}

async function leaseLeft(jobId: string): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ seconds: z.coerce.number() }),
    sql`select extract(epoch from lease_until - clock_timestamp()) as seconds from job_executions
      where job_id = ${jobId}::uuid`,
  );
  return row?.seconds ?? 0;
}

describe("a run that says nothing", () => {
  it("extends its lease to 30 s, first after 10 s and every 10 s from then", async () => {
    const { jobId, lease, reasons } = await quietRun();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await leaseLeft(jobId)).toBeLessThan(1);
    for (let beat = 1; beat <= 3; beat += 1) {
      let passed = 0;
      await poll(async () => {
        await vi.advanceTimersByTimeAsync(beat === 1 ? 1 : 1000);
        passed += 1;
        return leaseLeft(jobId);
      }).toBeGreaterThan(20);
      expect(passed).toBeLessThan(15);
      await alter(world.db, jobId, sql`lease_until = clock_timestamp() + interval '1 second'`);
    }
    await lease.end();
    expect(reasons).toEqual([]);
  });

  it("extends its lease two seconds after a heartbeat that did not come through", async () => {
    const { jobId, lease, reasons } = await quietRun();
    postgres.shut();
    await vi.advanceTimersByTimeAsync(10_000);
    await poll(() => world.events.some((event) => event.name === "step-failed")).toBe(true);
    postgres.open();
    let passed = 0;
    await poll(async () => {
      await vi.advanceTimersByTimeAsync(500);
      passed += 1;
      return leaseLeft(jobId);
    }).toBeGreaterThan(20);
    expect(passed).toBeLessThan(15);
    await lease.end();
    expect(reasons).toEqual([]);
  });

  it("is told that its lease is lost when another run has the job", async () => {
    const { jobId, lease, reasons } = await quietRun();
    await lapse(world.db, jobId);
    await alter(world.db, jobId, sql`run = run + 1, claim_id = ${randomUUID()}::uuid`);
    await vi.advanceTimersByTimeAsync(10_000);
    await poll(() => reasons).toEqual(["LeaseLost"]);
    await lease.end();
  });

  it("is told so before its lease ends when the database is out of reach", async () => {
    const { lease, reasons } = await quietRun();
    postgres.shut();
    await vi.advanceTimersByTimeAsync(24_999);
    expect(reasons).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(reasons).toEqual(["LeaseLost"]);
    postgres.open();
    const over = lease.end().then(() => "over");
    // A heartbeat that is under way yet waits for the driver's next try to connect.
    await poll(async () => {
      await vi.advanceTimersByTimeAsync(500);
      return Promise.race([over, Promise.resolve("under way")]);
    }).toBe("over");
  });
});
