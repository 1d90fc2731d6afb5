import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type connect, database, useDatabase } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { IdempotencyConflict } from "@/lib/jobs/errors";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { revive } from "@/lib/jobs/transitions/revive";
import { withJobs } from "@/lib/jobs/with-jobs";
import { DRIVER_NAMES, DRIVERS } from "@/scripts/proof/driver/drivers";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { family, handleFamily } from "@/tests/helpers/family-job";
import { abandon, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld([handleExercise, handleFamily]);
  await world.db.execute(sql`create table orders (name text primary key)`);
});
afterAll(() => world.stop());

describe.each(DRIVER_NAMES)("on the driver %s", (driver) => {
  let pool: ReturnType<typeof connect>;
  beforeAll(() => {
    pool = DRIVERS[driver](process.env.DATABASE_URL ?? "", { max: 10 });
    useDatabase(pool.db);
  });
  afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
  afterAll(() => pool.close());

  it("values come back as they were stored, and rows alike", async () => {
    const stored = { text: "naïve 😀", list: [1, "2", null], big: 2 ** 53, deep: { a: { b: false } } };
    const row = z.object({
      stored: z.unknown(),
      big: z.string(),
      at: z.string(),
      none: z.null(),
      many: z.array(z.string()),
    });
    const asked = sql`select ${JSON.stringify(stored)}::jsonb as stored, 9007199254740993::bigint as big,
      '2026-01-02 03:04:05.678901Z'::timestamptz at time zone 'UTC' as at, null as none, array['a', 'b'] as many`;
    expect(await query(database(), row, asked)).toEqual([
      { stored, big: "9007199254740993", at: "2026-01-02 03:04:05.678901", none: null, many: ["a", "b"] },
    ]);
    expect(await query(database(), row, sql`select 1 where false`)).toEqual([]);
  });

  it("a job is enqueued, runs and is completed with its result", async () => {
    const { jobId } = await enqueue(exercise, { act: "return", to: "naïve 😀" });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      run: 1,
      result: { attempt: 1, to: "naïve 😀" },
    });
  });

  it("a job that throws is tried again, and each attempt is kept", async () => {
    const { jobId } = await enqueue(exercise, { act: "return", throws: 2 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 3, retry_count: 2 });
    expect(await world.attempts(jobId)).toMatchObject([
      { outcome: "retry", error_message: "told to throw in try 1" },
      { outcome: "retry" },
      { outcome: "completed" },
    ]);
  });

  it("a job that gives up is failed, and can be revived", async () => {
    const { jobId } = await enqueue(exercise, { act: "non-retryable" });
    expect(await world.waitFor(jobId, "failed")).toMatchObject({ error_code: "told-so" });
    const legs = await revive(database(), [jobId], { userId: null });
    expect(legs).toMatchObject([{ jobId, leg: 2 }]);
    expect(await revive(database(), [jobId], { userId: null })).toEqual([]);
  });

  it("a deferred job goes on with a new leg", async () => {
    const { jobId } = await enqueue(exercise, { act: "not-my-fault" });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ leg: 2, run: 2 });
  });

  it("progress beyond 32 bits is kept", async () => {
    const { jobId } = await enqueue(exercise, { act: "progress", progress: "huge" });
    expect((await world.waitFor(jobId, "completed")).progress_done).toBeGreaterThan(2 ** 32);
  });

  it("a parent waits for its children and is woken once", async () => {
    const children = [{ act: "return" }, { act: "non-retryable" }, { act: "return" }] as const;
    const { jobId } = await enqueue(family, { children: [...children] });
    const row = await world.waitFor(jobId, "completed");
    expect(row).toMatchObject({ leg: 2, run: 2, result: { checkpoint: "children were sent" } });
    expect(row.result).toMatchObject({ statuses: ["completed", "failed", "completed"] });
  });

  it("a batch and 600 jobs at once are inserted in bulk", async () => {
    const payloads = Array.from({ length: 600 }, () => ({ act: "return" }) as const);
    const { jobIds } = await enqueueBatch(exercise, payloads.slice(0, 10));
    const many = await enqueueMany(exercise, payloads, { delay: 1000 });
    expect(many.filter(({ deduplicated }) => !deduplicated)).toHaveLength(600);
    for (const jobId of jobIds) await world.waitFor(jobId, "completed");
  });

  it("a transaction takes its jobs back when it rolls back", async () => {
    let jobId = "";
    const work = withJobs(async (tx, enqueueIn) => {
      await tx.execute(sql`insert into orders values ('taken back')`);
      jobId = (await enqueueIn(exercise, { act: "return" })).jobId;
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    await expect(world.row(jobId)).rejects.toThrow("No execution");
    expect(await query(world.db, z.unknown(), sql`select * from orders`)).toEqual([]);
  });

  it("a savepoint takes back its own jobs only", async () => {
    let inner = "";
    const outer = await withJobs(async (tx, enqueueIn) => {
      const kept = await enqueueIn(exercise, { act: "return" });
      const savepoint = tx.transaction(async () => {
        inner = (await enqueueIn(exercise, { act: "return" })).jobId;
        throw new Error("only this part");
      });
      await expect(savepoint).rejects.toThrow("only this part");
      return kept.jobId;
    });
    await world.waitFor(outer, "completed");
    await expect(world.row(inner)).rejects.toThrow("No execution");
  });

  it("twenty callers with one key at once make one job, and another payload is a conflict", async () => {
    const ask = () => enqueue(exercise, { act: "return" }, { idempotencyKey: driver });
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(1);
    expect(answers.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
    const other = enqueue(exercise, { act: "hang" }, { idempotencyKey: driver });
    await expect(other).rejects.toThrow(IdempotencyConflict);
  });

  it("twenty copies of a message at once are one run", async () => {
    const { jobId, type, leg } = await plant(world.db);
    const deliver = () => world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    await Promise.all(Array.from({ length: 20 }, deliver));
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 1 });
  });

  it("a job is cancelled once, and its message runs nothing", async () => {
    const { jobId, type, leg } = await plant(world.db);
    const moves = await Promise.all([cancel(database(), [jobId]), cancel(database(), [jobId])]);
    expect(moves.flatMap(({ moved }) => moved)).toHaveLength(1);
    await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect(await world.row(jobId)).toMatchObject({ status: "cancelled", run: 0 });
  });

  it("a message that never left is published by reconcile", async () => {
    const { jobId } = await plant(world.db);
    await abandon(world.db, jobId);
    await reconcile();
    await world.waitFor(jobId, "completed");
  });

  it("an error of Postgres is told without the statement's values", async () => {
    const asked = query(database(), z.unknown(), sql`select 1 / length(${"canary-7f3a"}) - 1/0`);
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "22012" });
    expect(String(error)).not.toContain("canary-7f3a");
  });
});
