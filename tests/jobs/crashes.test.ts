import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JobInput } from "@/lib/jobs/define";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { CRASH_POINTS, crash, handleCrash } from "@/tests/helpers/crash-job";
import { instancesOf } from "@/tests/helpers/instances";
import { poll } from "@/tests/helpers/poll";
import { startProvider } from "@/tests/helpers/provider";
import { lapse, unsoundRows } from "@/tests/helpers/rows";
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

describe("a process killed with SIGKILL", () => {
  it.each(CRASH_POINTS)("%s leaves the job to another one, which has its effect once", async (at) => {
    const jobId = await planted({ at, provider: provider.url });
    const victim = await instances.start();
    await expect(victim.deliver(jobId)).rejects.toThrow("fetch failed");
    expect(await victim.end).toBe("SIGKILL");
    await lapse(world.db, jobId);
    const answer = await instances.deliver(jobId);
    expect(answer.status).toBe(200);
    expect(await world.row(jobId)).toMatchObject({
      status: "completed",
      result: { receipt: "receipt 0" },
    });
    expect(provider.effects).toHaveLength(1);
    expect(provider.calls()).toBe(at === "between the effect and its answer" ? 2 : 1);
    const outcomes = (await world.attempts(jobId)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(at === "after its settlement" ? ["completed"] : ["lost", "completed"]);
  });

  it("three times by a job that fills its memory ends that job as poison", async () => {
    const jobId = await planted({ at: "when memory is full", provider: provider.url });
    for (let death = 0; death < 3; death += 1) {
      const victim = await instances.start(["--max-old-space-size=40"]);
      await expect(victim.deliver(jobId)).rejects.toThrow("fetch failed");
      await victim.end;
      await lapse(world.db, jobId);
    }
    expect((await instances.deliver(jobId)).status).toBe(489);
    await reconcile();
    expect(await world.row(jobId)).toMatchObject({ status: "failed", error_code: "poison", run: 3 });
  });
});

describe("a process that is stopped for longer than its lease and then goes on", () => {
  it("in the middle of its effect has it once, and overwrites nothing", async () => {
    const jobId = await planted({ at: "never", provider: provider.url });
    const zombie = await instances.start();
    const release = provider.hold();
    const late = zombie.deliver(jobId);
    await poll(() => provider.calls()).toBe(1);
    zombie.child.kill("SIGSTOP");
    release();
    await lapse(world.db, jobId);
    expect((await instances.deliver(jobId)).status).toBe(200);
    const before = await world.row(jobId);
    zombie.child.kill("SIGCONT");
    expect(await (await late).json()).toEqual({ ok: true, code: "superseded" });
    expect(await world.row(jobId)).toEqual(before);
    expect(provider.effects).toHaveLength(1);
    expect(before).toMatchObject({ status: "completed", result: { pid: process.pid } });
  });
});

describe("a handler that blocks its process for longer than its lease", () => {
  it("loses the job to another run, and overwrites nothing", async () => {
    const jobId = await planted({ at: "while it blocks", provider: provider.url });
    const blocked = await instances.start();
    const late = blocked.deliver(jobId);
    await world.waitFor(jobId, "processing");
    await lapse(world.db, jobId);
    expect((await instances.deliver(jobId)).status).toBe(200);
    const before = await world.row(jobId);
    expect(await (await late).json()).toEqual({ ok: true, code: "superseded" });
    expect(await world.row(jobId)).toEqual(before);
    expect(provider.effects).toHaveLength(1);
  });
});

describe("an error that nobody catches, thrown after its handler has returned", () => {
  it("costs no job: neither its own, which has ended, nor the one beside it", async () => {
    const stray = await planted({ at: "by a stray error", provider: provider.url });
    const beside = await planted({ at: "never", provider: provider.url });
    const victim = await instances.start();
    expect((await victim.deliver(stray)).status).toBe(200);
    const release = provider.hold();
    const cut = victim.deliver(beside);
    await expect(cut).rejects.toThrow("fetch failed");
    expect(await victim.end).toBe(1);
    release();
    await lapse(world.db, beside);
    expect((await instances.deliver(beside)).status).toBe(200);
    expect(await world.row(stray)).toMatchObject({ status: "completed", run: 1 });
    expect(provider.effects).toHaveLength(2);
  });
});

async function planted(payload: JobInput<typeof crash>): Promise<string> {
  return (await insert(world.db, await prepare(crash, payload, {}))).jobId;
}
