import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { callQStash } from "@/lib/qstash/client";
import { exercise, gate, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { plant, unsoundRows } from "@/tests/helpers/rows";
import { signDelivery } from "@/tests/helpers/sign";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
});
afterAll(() => world.stop());

describe("a delivery that QStash gives up waiting for", () => {
  it("runs to its end; the next one is told to wait, and then that it is done", async () => {
    const job = await plant(world.db, { act: "wait-for-gate" });
    const impatience = new AbortController();
    const first = send(job.jobId, impatience.signal);
    await poll(() => gate(job.jobId).reached).toBe(1);
    impatience.abort();
    await expect(first).rejects.toThrow("aborted");
    expect((await send(job.jobId)).status).toBe(503);
    gate(job.jobId).open();
    expect(await world.waitFor(job.jobId, "completed")).toMatchObject({ run: 1 });
    expect(await (await send(job.jobId)).json()).toEqual({ ok: true, code: "duplicate" });
    expect(runsBegun.get(job.jobId)).toBe(1);
  });
});

describe("a dead letter that a person sends again from QStash's console", () => {
  it("changes nothing about its job, which has ended", async () => {
    const { jobId } = await enqueue(exercise, { act: "non-retryable" });
    const before = await world.waitFor(jobId, "failed");
    await poll(async () => (await world.row(jobId)).dlq_id).not.toBeNull();
    const { dlq_id: dlqId } = await world.row(jobId);
    await callQStash((client) => client.dlq.retry(dlqId ?? ""));
    await poll(() => refusals(jobId)).toEqual(["duplicate"]);
    expect(await world.row(jobId)).toMatchObject({
      status: "failed",
      run: 1,
      completed_at: before.completed_at,
    });
  });
});

describe("a fan-out of which QStash refuses some messages", () => {
  it("starts every child once all the same", async () => {
    world.proxy.fault = { refuseSlot: 7 };
    const children = Array.from({ length: 300 }, () => ({ act: "return" as const }));
    const { batchId, jobIds } = await enqueueBatch(exercise, children);
    world.proxy.fault = "none";
    await world.db.execute(sql`
      update job_executions set publish_claimed_until = clock_timestamp()
      where batch_id = ${batchId}::uuid and published_at is null`);
    await reconcile();
    await poll(() => countersOf(batchId)).toEqual({ total: 300, completed: 300 });
    expect(jobIds.map((jobId) => runsBegun.get(jobId))).toEqual(children.map(() => 1));
  });
});

function send(jobId: string, signal?: AbortSignal): Promise<Response> {
  const url = `${world.app.url}${exercise.endpoint}`;
  const body = JSON.stringify({ v: 1, jobId, type: exercise.type, leg: 1 });
  const signature = signDelivery({ url, body, key: world.qstash.currentSigningKey });
  return fetch(url, {
    method: "POST",
    body,
    headers: { "Upstash-Signature": signature },
    signal: signal ?? null,
  });
}

function refusals(jobId: string): string[] {
  return world.events.flatMap((event) =>
    event.name === "not-claimed" && event.jobId === jobId ? [event.reason] : [],
  );
}

async function countersOf(batchId: string) {
  const [counters] = await query(
    world.db,
    z.object({ total: z.number(), completed: z.number() }),
    sql`select total, completed from job_batches where batch_id = ${batchId}::uuid`,
  );
  return counters;
}
