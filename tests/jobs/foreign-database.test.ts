import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { adoptDatabase } from "@/lib/jobs/install/take";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { exercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { abandon, alter, plant, wholeFootprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
beforeEach(async () => {
  world.events.length = 0;
  await world.db.execute(sql`insert into job_install (environment, epoch) values ('production', 3)`);
});
afterEach(async () => {
  await world.db.execute(sql`delete from job_install`);
  await world.db.execute(sql`delete from job_executions`);
});
afterAll(() => world.stop());

const PRODUCTION = { environment: "production", epoch: 3 };

/** Rows as a copy of production has them: one never left, one is overdue, one is past its deadline. */
async function copiedRows(): Promise<void> {
  const [left, late, dead] = [await plant(world.db), await plant(world.db), await plant(world.db)];
  await abandon(world.db, left.jobId);
  await alter(
    world.db,
    late.jobId,
    sql`message_id = 'msg_production', published_at = clock_timestamp() - interval '1 day',
      created_at = created_at, not_before = clock_timestamp() - interval '1 day', publish_claimed_until = null`,
  );
  await alter(world.db, dead.jobId, sql`deadline_at = clock_timestamp() - interval '1 day'`);
}

describe("in a database of another environment", () => {
  it("an enqueued job stays unpublished, and an event says whose the database is", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" });
    expect(await world.row(jobId)).toMatchObject({ status: "pending", published_at: null, message_id: null });
    expect(world.events).toContainEqual({ name: "foreign-database", owner: "production-3", messages: 1 });
    expect(world.events.filter(({ name }) => name === "published")).toEqual([]);
  });

  it("a reconcile pass changes nothing at all and says what to do", async () => {
    await copiedRows();
    const before = await wholeFootprint(world.db);
    await expect(reconcile()).rejects.toThrow(ForeignDatabaseError);
    await expect(reconcile()).rejects.toThrow(/"production-3".*"test-1".*pnpm jobs:setup --adopt/);
    expect(await wholeFootprint(world.db)).toBe(before);
  });

  it("the reconcile route answers so that QStash does not call again", async () => {
    const response = await world.deliver("/api/jobs/reconcile", { v: 1, task: "reconcile" });
    expect([response.status, await response.json()]).toEqual([200, { ok: true, code: "foreign-database" }]);
  });

  it("a failure callback changes nothing, and is to come again", async () => {
    const row = await plant(world.db);
    const sourceBody = Buffer.from(JSON.stringify({ v: 1, jobId: row.jobId, type: row.type, leg: 1 }));
    const before = await wholeFootprint(world.db);
    const response = await world.deliver("/api/jobs/failed", { sourceBody: sourceBody.toString("base64") });
    expect(response.status).toBe(503);
    expect(await wholeFootprint(world.db)).toBe(before);
  });
});

describe("once it is adopted", () => {
  it("a pass publishes what lies there", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" });
    await abandon(world.db, jobId);
    expect(await adoptDatabase(world.db, PRODUCTION)).toBe(true);
    expect(await reconcile()).toMatchObject({ published: 1 });
    await world.waitFor(jobId, "completed");
  });

  it("nobody adopts it a second time", async () => {
    await adoptDatabase(world.db, PRODUCTION);
    expect(await adoptDatabase(world.db, PRODUCTION)).toBe(false);
  });
});

it("the first pass makes a database this environment's, and each notes when it ended", async () => {
  await world.db.execute(sql`delete from job_install`);
  const install = () =>
    query(
      world.db,
      z.object({ environment: z.string(), epoch: z.number(), at: z.string() }),
      sql`select environment, epoch, reconciled_at as at from job_install`,
    );
  await reconcile();
  const [first] = await install();
  expect(first).toMatchObject({ environment: "test", epoch: 1 });
  await reconcile();
  const [second] = await install();
  expect(Date.parse(second?.at ?? "")).toBeGreaterThan(Date.parse(first?.at ?? ""));
});
