import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { lapse, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => {
  expect(await unsoundRows(world.db)).toEqual([]);
  await world.db.execute(sql`delete from job_executions`);
});
afterAll(() => world.stop());

/** A run whose lease lapsed an hour ago, and that is alive all the same. */
async function slowRun() {
  const row = await plant(world.db);
  const claimed = await claim(world.db, { ...row, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error("Nobody else runs it.");
  await lapse(world.db, row.jobId);
  return { run: claimed.held, progress: null, error: null, messageId: null, appVersion: null };
}

it("a run that ends during a pass that takes it for lost either ends its job or is fenced, never both", async () => {
  const runs = await Promise.all(Array.from({ length: 40 }, slowRun));
  const done = { json: '"late"', note: null };
  const [settled] = await Promise.all([
    Promise.all(runs.map((run) => complete(world.db, run, done))),
    reconcile(),
    reconcile(),
  ]);
  for (const [index, { run }] of runs.entries()) {
    const isLate = settled[index] === null;
    const row = await world.waitFor(run.jobId, "completed");
    expect(row).toMatchObject(isLate ? { leg: 2, run: 2 } : { leg: 1, run: 1, result: "late" });
    expect((await world.attempts(run.jobId)).map(({ outcome }) => outcome)).toEqual(
      isLate ? ["lost", "completed"] : ["completed"],
    );
  }
});

it("a pass takes 100 rows of a kind on, and the next one the others", async () => {
  await world.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds, deadline_at)
    select job_new_id(), 'late', 'pending', '', '/', 0, 1, array[1], clock_timestamp() - interval '1 minute'
    from generate_series(1, 130)`);
  expect(await reconcile()).toMatchObject({ expired: 100 });
  expect(await reconcile()).toMatchObject({ expired: 30 });
  expect(await reconcile()).toMatchObject({ expired: 0 });
});
