import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect, useDatabase } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { isPoolTimeout } from "@/lib/db/pool-timeout";
import { enqueue } from "@/lib/jobs/enqueue";
import { DRIVER_NAMES, DRIVERS } from "@/scripts/proof/driver/drivers";
import { exercise, handleExercise, gate as jobGate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { footprint, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const POOL_MAX = 2;

let world: World;
beforeAll(async () => {
  world = await startWorld([handleExercise]);
});
afterAll(() => world.stop());

describe.each(DRIVER_NAMES)("while all connections of the pool are in use, on the driver %s", (driver) => {
  let pool: ReturnType<typeof connect>;
  beforeAll(() => {
    // A query may take longer than this test: what is refused in it was refused for want of a connection.
    const limits = { queryTimeoutSeconds: 300, poolTimeoutSeconds: 0.5 };
    pool = DRIVERS[driver](process.env.DATABASE_URL ?? "", { max: POOL_MAX, ...limits });
    useDatabase(pool.db);
  });
  afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
  afterAll(() => pool.close());

  it.each([
    ["transactions", inTransactions],
    ["slow statements", bySlowStatements],
  ])(
    "enqueue and delivery are refused in no time (%s), nothing is lost, and all goes on afterwards",
    async (_, hold) => {
      const { jobId, type, leg } = await plant(world.db);
      const free = await hold(pool);
      const before = await footprint(world.db);
      const deliver = () => world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
      const [refused, answer] = await Promise.all([
        enqueue(exercise, { act: "return" }).catch((error: unknown) => error),
        deliver(),
      ]);
      expect(isPoolTimeout(refused)).toBe(true);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "10"]);
      expect(await answer.json()).toEqual({ ok: false, code: "unavailable" });
      expect(await footprint(world.db)).toBe(before);
      await free();
      expect((await deliver()).status).toBe(200);
      expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 1 });
    },
  );

  it("a run that comes to its end waits for a connection, and its job is completed once", async () => {
    const { jobId } = await enqueue(exercise, { act: "wait-for-gate" });
    await poll(() => jobGate(jobId).reached).toBe(1);
    const free = await inTransactions(pool);
    world.events.length = 0;
    jobGate(jobId).open();
    await poll(() => world.events.some(({ name }) => name === "step-failed")).toBe(true);
    await free();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, attempt: 1 });
  });
});

/** Takes every connection; the answer gives them back. */
async function inTransactions({ db }: ReturnType<typeof connect>): Promise<() => Promise<unknown>> {
  const release = new AbortController();
  const held = Array.from({ length: POOL_MAX }, () =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select 1 as holding`);
      await new Promise((resolve) => release.signal.addEventListener("abort", resolve, { once: true }));
    }),
  );
  await poll(() => holders("idle in transaction")).toBe(POOL_MAX);
  return () => {
    release.abort();
    return Promise.all(held);
  };
}

async function bySlowStatements({ db }: ReturnType<typeof connect>): Promise<() => Promise<unknown>> {
  const held = Array.from({ length: POOL_MAX }, () =>
    db.execute(sql`select pg_sleep(600) as holding`).then(
      () => "slept",
      () => "cancelled",
    ),
  );
  await poll(() => holders("active")).toBe(POOL_MAX);
  return async () => {
    await world.db.execute(
      sql`select pg_cancel_backend(pid) from pg_stat_activity
        where query like '%as holding' and pid <> pg_backend_pid()`,
    );
    await Promise.all(held);
  };
}

async function holders(state: string): Promise<number> {
  const asked = sql`select 1 from pg_stat_activity
    where datname = current_database() and state = ${state} and query like '%as holding'`;
  return (await query(world.db, z.unknown(), asked)).length;
}
