import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JobInput } from "@/lib/jobs/define";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { CRASH_POINTS, crash, handleCrash } from "@/tests/helpers/crash-job";
import { instancesOf } from "@/tests/helpers/instances";
import { poll } from "@/tests/helpers/poll";
import { startProvider } from "@/tests/helpers/provider";
import { alter, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let provider: Awaited<ReturnType<typeof startProvider>>;
let instances: ReturnType<typeof instancesOf>;

beforeAll(async () => {
  world = await startWorld([handleCrash]);
  instances = instancesOf(world);
  provider = await startProvider();
});
afterEach(async () => {
  instances.end();
  expect(await unsoundRows(world.db)).toEqual([]);
  provider.reset();
});
afterAll(async () => {
  await provider.close();
  await world.stop();
});

async function planted(at: JobInput<typeof crash>["at"], concurrencyKey: string): Promise<string> {
  const row = await prepare(crash, { at, provider: provider.url }, { concurrencyKey });
  await insert(world.db, row);
  return row.jobId;
}

/** Runs of one key that went on at the same time, by the database's clock. */
function overlaps(key: string): Promise<unknown[]> {
  return select(
    world.db,
    sql`with runs as (
      select a.job_id, a.run, a.started_at, a.finished_at from job_attempts a join job_executions j using (job_id)
      where j.concurrency_key = ${`none:${key}`}
    )
    select a.job_id, b.job_id from runs a join runs b on (a.job_id, a.run) < (b.job_id, b.run)
    where a.started_at < b.finished_at and b.started_at < a.finished_at`,
  );
}

describe("a process that has a key, killed with SIGKILL", () => {
  it.each(CRASH_POINTS)("%s leaves the key to the next job in line, and nothing to be freed", async (at) => {
    const key = randomUUID();
    const [first, second] = [await planted(at, key), await planted("never", key)];
    const victim = await instances.start();
    const isRun = at !== "before its effect";
    const release = isRun ? provider.hold() : () => undefined;
    const answer = victim.deliver(first).catch(() => null);
    if (isRun) await poll(() => provider.calls()).toBe(1);
    else expect(await answer).toBeNull();
    const code: unknown = await (await instances.deliver(second)).json();
    expect(code).toEqual({ ok: true, code: "parked" });
    release();
    expect(await victim.end).toBe("SIGKILL");
    await alter(
      world.db,
      first,
      sql`lease_until = case when status = 'processing' then clock_timestamp() - interval '1 hour' end`,
    );
    await reconcile();
    await world.waitFor(first, "completed");
    await world.waitFor(second, "completed");
    expect(await overlaps(key)).toEqual([]);
    expect(provider.effects).toHaveLength(2);
  });
});

describe("many instances at once", () => {
  it("never run two jobs of one key at a time, and run all of them", async () => {
    const key = randomUUID();
    const others = await Promise.all([instances.start(), instances.start()]);
    const jobs = await Promise.all(Array.from({ length: 24 }, () => planted("never", key)));
    const doors = [instances, ...others];
    await Promise.all(
      jobs.flatMap((jobId) => doors.map(async (door) => (await door.deliver(jobId)).arrayBuffer())),
    );
    for (const jobId of jobs) await world.waitFor(jobId, "completed");
    expect(await overlaps(key)).toEqual([]);
    expect(provider.effects).toHaveLength(jobs.length);
    expect(await select(world.db, sql`select 1 from job_executions where parked_reason is not null`)).toEqual(
      [],
    );
    expect(world.events.filter(({ name }) => name === "step-failed")).toEqual([]);
  });
});
