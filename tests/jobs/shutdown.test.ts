import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { crash, handleCrash } from "@/tests/helpers/crash-job";
import { instancesOf } from "@/tests/helpers/instances";
import { poll } from "@/tests/helpers/poll";
import { startProvider } from "@/tests/helpers/provider";
import { unsoundRows } from "@/tests/helpers/rows";
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

async function planted(at: "never" | "until it is told" | "for ever", options: EnqueueOptions = {}) {
  return (await insert(world.db, await prepare(crash, { at, provider: provider.url }, options))).jobId;
}

describe.each([
  ["alone", {}, "SIGTERM"],
  ["beside a listener that waits for the answers, as Next's", { LISTENS_ITSELF: "yes" }, 143],
] as const)("a process that gets SIGTERM, %s,", (_, variables, end) => {
  it("lets a run end by itself, takes no new one, and then is gone", async () => {
    const [jobId, other] = [await planted("never"), await planted("never")];
    const instance = await instances.start([], { ...variables, JOBS_DRAIN_SECONDS: "60" });
    const release = provider.hold();
    const answer = instance.deliver(jobId);
    await poll(provider.calls).toBe(1);
    await instance.terminate();
    expect(["shutting-down", "no connection"]).toContain(await refusal(instance.deliver(other)));
    release();
    expect(await (await answer).json()).toEqual({ ok: true, code: "completed" });
    expect(await instance.end).toBe(end);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 1, leg: 1 });
    expect(await world.row(other)).toMatchObject({ status: "pending", run: 0 });
  });

  it("gives back at once what does not end in time, also its last attempt", async () => {
    const jobId = await planted("until it is told", { retries: 0 });
    const instance = await instances.start([], { ...variables, JOBS_DRAIN_SECONDS: "0.5" });
    const answer = instance.deliver(jobId);
    await poll(() => provider.effects).toEqual([`${jobId} began`]);
    instance.child.kill("SIGTERM");
    expect(await (await answer).json()).toEqual({ ok: true, code: "deferred" });
    expect(await instance.end).toBe(end);
    expect(provider.effects).toContain(`${jobId} ShuttingDown`);
    // Its lease would have kept it from anybody else for half a minute more.
    const row = await world.waitFor(jobId, "completed");
    expect(row).toMatchObject({ leg: 2, run: 2, attempt: 1, result: { pid: process.pid } });
    expect(await world.attempts(jobId)).toMatchObject([
      { run: 1, outcome: "deferred", error_message: expect.stringContaining("was shut down") },
      { run: 2, outcome: "completed" },
    ]);
  });
});

describe("a process that gets SIGTERM", () => {
  it("gives back what does not listen, too", async () => {
    const jobId = await planted("for ever", { retries: 0 });
    const instance = await instances.start([], { JOBS_DRAIN_SECONDS: "0.5" });
    const answer = instance.deliver(jobId);
    await poll(() => provider.effects).toEqual([`${jobId} began`]);
    await instance.terminate();
    expect(await (await answer).json()).toEqual({ ok: true, code: "deferred" });
    expect(await instance.end).toBe("SIGTERM");
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ leg: 2, run: 2, attempt: 1 });
  });

  it("is gone at once when nothing runs", async () => {
    const jobId = await planted("never");
    const instance = await instances.start([], { JOBS_DRAIN_SECONDS: "300" });
    expect((await instance.deliver(jobId)).status).toBe(200);
    instance.child.kill("SIGTERM");
    expect(await instance.end).toBe("SIGTERM");
  });

  it("three times drains once and is gone after it", async () => {
    const [jobId, other] = [await planted("never"), await planted("never")];
    const instance = await instances.start([], { JOBS_DRAIN_SECONDS: "60" });
    const release = provider.hold();
    const answer = instance.deliver(jobId);
    await poll(provider.calls).toBe(1);
    await instance.terminate();
    instance.child.kill("SIGTERM");
    instance.child.kill("SIGTERM");
    expect(await refusal(instance.deliver(other))).toBe("shutting-down");
    release();
    expect((await answer).status).toBe(200);
    expect(await instance.end).toBe("SIGTERM");
  });
});

/** The code of a 503, unless the server has closed already. */
async function refusal(delivery: Promise<Response>): Promise<string> {
  const response = await delivery.catch(() => null);
  if (response === null) return "no connection";
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  return z.object({ code: z.string() }).parse(await response.json()).code;
}

describe("a process that is told to stop", () => {
  it("breaks off the connections of those who still come, which would keep it from ending", async () => {
    const [jobId, other] = [await planted("never"), await planted("never")];
    const instance = await instances.start([], { JOBS_DRAIN_SECONDS: "60" });
    const release = provider.hold();
    const answer = instance.deliver(jobId);
    await poll(provider.calls).toBe(1);
    await instance.terminate();
    const refused = await instance.deliver(other);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("connection")).toBe("close");
    release();
    await answer;
    await instance.end;
  });
});
