import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JobInput } from "@/lib/jobs/define";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { CRASH_POINTS, crash, handleCrash } from "@/tests/helpers/crash-job";
import { poll } from "@/tests/helpers/poll";
import { startProvider } from "@/tests/helpers/provider";
import { lapse, unsoundRows } from "@/tests/helpers/rows";
import { signDelivery } from "@/tests/helpers/sign";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let provider: Awaited<ReturnType<typeof startProvider>>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  world = await startWorld([handleCrash]);
  provider = await startProvider();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  expect(await unsoundRows(world.db)).toEqual([]);
  provider.reset();
});
afterAll(async () => {
  await provider.close();
  await world.stop();
});

describe("a process killed with SIGKILL", () => {
  it.each(CRASH_POINTS)("%s leaves the job to another one, which has its effect once", async (at) => {
    const job = await planted({ at, provider: provider.url });
    const victim = await startVictim();
    await expect(victim.deliver(job)).rejects.toThrow("fetch failed");
    expect(await victim.end).toBe("SIGKILL");
    await lapse(world.db, job.jobId);
    const answer = await deliver(world.app.url, job);
    expect(answer.status).toBe(200);
    expect(await world.row(job.jobId)).toMatchObject({
      status: "completed",
      result: { receipt: "receipt 0" },
    });
    expect(provider.effects).toHaveLength(1);
    expect(provider.calls()).toBe(at === "between the effect and its answer" ? 2 : 1);
    const outcomes = (await world.attempts(job.jobId)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(at === "after its settlement" ? ["completed"] : ["lost", "completed"]);
  });

  it("three times by a job that fills its memory ends that job as poison", async () => {
    const job = await planted({ at: "when memory is full", provider: provider.url });
    for (let death = 0; death < 3; death += 1) {
      const victim = await startVictim(["--max-old-space-size=40"]);
      await expect(victim.deliver(job)).rejects.toThrow("fetch failed");
      await victim.end;
      await lapse(world.db, job.jobId);
    }
    expect((await deliver(world.app.url, job)).status).toBe(489);
    await reconcile();
    expect(await world.row(job.jobId)).toMatchObject({ status: "failed", error_code: "poison", run: 3 });
  });
});

describe("a process that is stopped for longer than its lease and then goes on", () => {
  it("in the middle of its effect has it once, and overwrites nothing", async () => {
    const job = await planted({ at: "never", provider: provider.url });
    const zombie = await startVictim();
    const release = provider.hold();
    const late = zombie.deliver(job);
    await poll(() => provider.calls()).toBe(1);
    zombie.child.kill("SIGSTOP");
    release();
    await lapse(world.db, job.jobId);
    expect((await deliver(world.app.url, job)).status).toBe(200);
    const before = await world.row(job.jobId);
    zombie.child.kill("SIGCONT");
    expect(await (await late).json()).toEqual({ ok: true, code: "superseded" });
    expect(await world.row(job.jobId)).toEqual(before);
    expect(provider.effects).toHaveLength(1);
    expect(before).toMatchObject({ status: "completed", result: { pid: process.pid } });
  });
});

type Job = { jobId: string };

async function planted(payload: JobInput<typeof crash>): Promise<Job> {
  return insert(world.db, await prepare(crash, payload, {}));
}

/** Another instance of the app behind the same address. */
async function startVictim(flags: string[] = []) {
  const script = fileURLToPath(new URL("../helpers/worker-process.ts", import.meta.url));
  const child = spawn(process.execPath, [...flags, "--import", "tsx", script], {
    env: { ...process.env, CRASHES: "yes" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.push(child);
  const end = once(child, "exit").then(([code, signal]: unknown[]) => signal ?? code);
  const [line]: unknown[] = await once(child.stdout, "data");
  const url = String(line).trim();
  return { child, end, deliver: (job: Job) => deliver(url, job) };
}

/** As QStash would through a load balancer that chose this instance. */
function deliver(base: string, { jobId }: Job): Promise<Response> {
  const body = JSON.stringify({ v: 1, jobId, type: crash.type, leg: 1 });
  const url = `${process.env.BASE_URL}${crash.endpoint}`;
  const signature = signDelivery({ url, body, key: world.qstash.currentSigningKey });
  const headers = { "Upstash-Signature": signature, "Content-Type": "application/json" };
  return fetch(`${base}${crash.endpoint}`, { method: "POST", body, headers });
}
