import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { IdempotencyConflict, PayloadError } from "@/lib/jobs/errors";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { withJobs } from "@/lib/jobs/with-jobs";
import { exercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { abandon, footprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
  await world.db.execute(sql`create table orders (name text primary key)`);
});
afterEach(() => {
  world.proxy.fault = "none";
});
afterAll(() => world.stop());

const order = (name: string) => sql`insert into orders values (${name})`;

async function orders(): Promise<string[]> {
  const rows = await query(
    world.db,
    z.object({ name: z.string() }),
    sql`select name from orders order by name`,
  );
  return rows.map(({ name }) => name);
}

describe("a job enqueued in a transaction", () => {
  it("commits with what else was written, and runs", async () => {
    const jobId = await withJobs(async (tx, enqueue) => {
      await tx.execute(order("kept"));
      return (await enqueue(exercise, { act: "return" })).jobId;
    });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
    expect(await orders()).toContain("kept");
  });

  it("leaves neither row nor message when the transaction rolls back", async () => {
    const [before, sent] = [await footprint(world.db), world.proxy.batches.length];
    const work = withJobs(async (tx, enqueue) => {
      await tx.execute(order("taken back"));
      await enqueue(exercise, { act: "return" });
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await footprint(world.db)).toBe(before);
    expect(world.proxy.batches.length).toBe(sent);
    expect(await orders()).not.toContain("taken back");
  });

  it("leaves neither when only an inner savepoint rolls back; the others stay", async () => {
    const sent = world.proxy.batches.length;
    const [outer, inner] = await withJobs(async (tx, enqueue) => {
      const kept = await enqueue(exercise, { act: "return" });
      let lost = "";
      const savepoint = tx.transaction(async () => {
        lost = (await enqueue(exercise, { act: "return" })).jobId;
        throw new Error("only this part");
      });
      await expect(savepoint).rejects.toThrow("only this part");
      return [kept.jobId, lost];
    });
    await world.waitFor(outer, "completed");
    await expect(world.row(inner)).rejects.toThrow("No execution");
    expect(world.proxy.batches.slice(sent)).toEqual([1]);
  });

  it("sends nothing before the commit", async () => {
    const sent = world.proxy.batches.length;
    const jobId = await withJobs(async (_, enqueue) => {
      const job = await enqueue(exercise, { act: "return" });
      expect(world.proxy.batches.length).toBe(sent);
      return job.jobId;
    });
    await world.waitFor(jobId, "completed");
  });

  it("rolls the transaction back when its payload or its key is wrong", async () => {
    const first = { idempotencyKey: "taken", delay: 1000 };
    await withJobs((_, enqueue) => enqueue(exercise, { act: "return" }, first));
    const before = await footprint(world.db);
    const wrongPayload = withJobs(async (tx, enqueue) => {
      await tx.execute(order("wrong payload"));
      // @ts-expect-error -- no such act
      await enqueue(exercise, { act: "explode" });
    });
    await expect(wrongPayload).rejects.toThrow(PayloadError);
    const wrongKey = withJobs(async (tx, enqueue) => {
      await tx.execute(order("wrong key"));
      await enqueue(exercise, { act: "return", to: "other" }, { idempotencyKey: "taken" });
    });
    await expect(wrongKey).rejects.toThrow(IdempotencyConflict);
    expect(await orders()).toEqual(["kept"]);
    expect(await footprint(world.db)).toBe(before);
  });

  it("runs later when its message did not leave after the commit", async () => {
    world.proxy.fault = "refuse";
    const jobId = await withJobs(async (_, enqueue) => (await enqueue(exercise, { act: "return" })).jobId);
    expect(await world.row(jobId)).toMatchObject({ status: "pending", published_at: null });
    world.proxy.fault = "none";
    await abandon(world.db, jobId);
    await reconcile();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
  });
});

describe("250 jobs enqueued in one transaction", () => {
  it("leave in three messages to QStash", async () => {
    const sent = world.proxy.batches.length;
    const ids = await many();
    expect(world.proxy.batches.slice(sent)).toEqual([100, 100, 50]);
    const published = await Promise.all(ids.map(async (jobId) => (await world.row(jobId)).message_id));
    expect(new Set(published).size).toBe(250);
  });

  it("wait for QStash once when it is away, not once per hundred", async () => {
    world.proxy.fault = { status: 500 };
    const sent = world.proxy.batches.length;
    const ids = await many();
    expect(world.proxy.batches.slice(sent)).toEqual([100]);
    world.proxy.fault = "none";
    await Promise.all(ids.map((jobId) => abandon(world.db, jobId)));
    expect((await reconcile()).published).toBe(250);
  });
});

function many(): Promise<string[]> {
  return withJobs(async (_, enqueue) => {
    const ids: string[] = [];
    for (let n = 0; n < 250; n += 1)
      ids.push((await enqueue(exercise, { act: "return" }, { delay: 1000 })).jobId);
    return ids;
  });
}
