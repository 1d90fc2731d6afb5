import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { crash, handleCrash } from "@/tests/helpers/crash-job";
import { handleExercise } from "@/tests/helpers/exercise-job";
import { instancesOf } from "@/tests/helpers/instances";
import { poll } from "@/tests/helpers/poll";
import { startProvider } from "@/tests/helpers/provider";
import { plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let provider: Awaited<ReturnType<typeof startProvider>>;
let instances: ReturnType<typeof instancesOf>;
beforeAll(async () => {
  world = await startWorld([handleCrash, handleExercise]);
  provider = await startProvider();
  instances = instancesOf(world);
});
afterEach(async () => {
  instances.end();
  provider.reset();
  expect(await unsoundRows(world.db)).toEqual([]);
  await world.db.execute(sql`truncate job_executions cascade`);
});
afterAll(async () => {
  await provider.close();
  await world.stop();
});

describe.each([
  ["fast", 600],
  ["slow", -600],
])("a process whose clock is ten minutes %s", (_, seconds) => {
  it("refuses what QStash signs now, and another one runs the job", async () => {
    const jobId = await planted();
    const odd = await instances.start(clockOff(seconds));
    expect((await odd.deliver(jobId)).status).toBe(401);
    expect(await world.row(jobId)).toMatchObject({ status: "pending", run: 0 });
    expect((await instances.deliver(jobId)).status).toBe(200);
  });

  it("holds a job, and ends it, by the clock of the database", async () => {
    const jobId = await planted();
    const odd = await instances.start(clockOff(seconds));
    const now = Math.floor(Date.now() / 1000) + seconds;
    const release = provider.hold();
    const answer = odd.deliver(jobId, { iat: now, exp: now + 300 });
    await poll(() => provider.calls()).toBe(1);
    const lease = await secondsAhead(sql`lease_until`, jobId);
    release();
    expect((await answer).status).toBe(200);
    expect(lease).toBeGreaterThan(0);
    expect(lease).toBeLessThanOrEqual(30);
    expect(await secondsAhead(sql`completed_at`, jobId)).toBeLessThanOrEqual(0);
    expect(await secondsAhead(sql`completed_at`, jobId)).toBeGreaterThan(-60);
  });
});

describe("a database whose clock jumps an hour ahead", () => {
  it("doubles no job that still waits at QStash, and takes on no more than one pass may", async () => {
    for (let job = 0; job < 120; job += 1) await plant(world.db, { act: "return" }, { delay: 600 });
    await world.db.execute(sql`update job_executions set publish_claimed_until = clock_timestamp()`);
    await reconcile();
    const before = await legs();
    await jump();
    const { rescued, left } = await reconcile();
    expect({ rescued, left }).toEqual({ rescued: 0, left: 50 });
    expect(await legs()).toEqual(before);
    expect(before).toHaveLength(120);
  });
});

async function planted(): Promise<string> {
  return (await insert(world.db, await prepare(crash, { at: "never", provider: provider.url }, {}))).jobId;
}

/** Flags of node: everything the process reads from its clock is off by so many seconds. */
function clockOff(seconds: number): string[] {
  const shim = `
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { given.length === 0 ? super(Real.now() + ${seconds * 1000}) : super(...given); }
      static now() { return Real.now() + ${seconds * 1000}; }
    };`;
  return ["--import", `data:text/javascript,${encodeURIComponent(shim)}`];
}

async function secondsAhead(moment: ReturnType<typeof sql>, jobId: string): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ seconds: z.coerce.number() }),
    sql`select extract(epoch from ${moment} - clock_timestamp()) as seconds
      from job_executions where job_id = ${jobId}::uuid`,
  );
  return row?.seconds ?? Number.NaN;
}

/** What a later now looks like to the rows: all their moments are an hour older. */
async function jump(): Promise<void> {
  await world.db.execute(sql`
    update job_executions
    set not_before = not_before - interval '1 hour', published_at = published_at - interval '1 hour'`);
}

function legs(): Promise<unknown[]> {
  return query(
    world.db,
    z.object({ jobId: z.string(), leg: z.number(), messageId: z.string().nullable() }),
    sql`select job_id as "jobId", leg, message_id as "messageId" from job_executions order by job_id`,
  );
}
