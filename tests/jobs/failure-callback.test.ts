import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { defineJob } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { gate, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, footprint, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** QStash says that it gave this message up. */
const giveUp = ({ jobId, type, leg }: Omit<Leg, "endpoint">, dlqId = "1700000000000-0") =>
  world.deliver("/api/jobs/failed", {
    status: 500,
    body: base64("<html>"),
    retried: 3,
    sourceBody: base64(JSON.stringify({ v: 1, jobId, type, leg })),
    sourceHeader: { "Upstash-Anything": ["x"] },
    dlqId,
  });

/** A row whose message QStash has taken and lost. */
async function published(options: Parameters<typeof plant>[2] = {}): Promise<Leg> {
  const row = await plant(world.db, { act: "return" }, options);
  await alter(world.db, row.jobId, sql`message_id = 'msg_gone', published_at = clock_timestamp()`);
  return row;
}

describe("a failure callback", () => {
  it("gets the job a new message on a new leg, with which it runs", async () => {
    const row = await published();
    expect((await giveUp(row)).status).toBe(200);
    expect(await world.waitFor(row.jobId, "completed")).toMatchObject({
      leg: 2,
      run: 1,
      attempt: 1,
      rescues: 0,
    });
  });

  it("gets it one new message, however often it comes", async () => {
    const row = await published();
    await Promise.all(Array.from({ length: 10 }, () => giveUp(row)));
    expect(await world.waitFor(row.jobId, "completed")).toMatchObject({ leg: 2, run: 1 });
    expect(runsBegun.get(row.jobId)).toBe(1);
  });

  it.each([
    [0, 0],
    [1, 60],
    [2, 120],
    [3, 240],
    [4, 480],
  ])("after %i rescues makes the next message wait %i s", async (rescues, seconds) => {
    const row = await published({ delay: 0 });
    await alter(world.db, row.jobId, sql`rescues = ${rescues}`);
    world.proxy.fault = "refuse";
    await giveUp(row);
    world.proxy.fault = "none";
    expect(await world.row(row.jobId)).toMatchObject({ status: "pending", leg: 2, rescues: rescues + 1 });
    expect(await waitOf(row.jobId)).toBe(seconds);
  });

  it("after five rescues ends the job as undeliverable", async () => {
    const row = await published();
    await alter(world.db, row.jobId, sql`rescues = 5`);
    await giveUp(row);
    expect(await world.row(row.jobId)).toMatchObject({
      status: "failed",
      error_code: "undeliverable",
      run: 0,
      dlq_id: "1700000000000-0",
    });
  });

  it("after the deadline ends the job as timeout", async () => {
    const row = await published({ deadline: new Date(Date.now() - 1000) });
    await giveUp(row);
    expect(await world.row(row.jobId)).toMatchObject({ status: "timeout", error_code: "deadline" });
  });

  it.each(["older", "newer"])("of an %s leg changes nothing", async (age) => {
    const row = await published();
    await alter(world.db, row.jobId, sql`leg = 2`);
    const before = await footprint(world.db);
    expect((await giveUp({ ...row, leg: age === "older" ? 1 : 3 })).status).toBe(200);
    expect(await footprint(world.db)).toBe(before);
  });

  it("of a job that has ended only notes its dead letter", async () => {
    const row = await plant(world.db);
    await world.deliver("/api/jobs/exercise", { v: 1, jobId: row.jobId, type: row.type, leg: 1 });
    const before = await world.row(row.jobId);
    expect((await giveUp(row)).status).toBe(200);
    expect(await world.row(row.jobId)).toEqual({ ...before, dlq_id: "1700000000000-0" });
  });

  it("of a job that runs only notes its dead letter", async () => {
    const row = await plant(world.db, { act: "wait-for-gate" });
    const answer = world.deliver("/api/jobs/exercise", { v: 1, jobId: row.jobId, type: row.type, leg: 1 });
    await poll(() => gate(row.jobId).reached).toBe(1);
    const before = await world.row(row.jobId);
    await giveUp(row);
    expect(await world.row(row.jobId)).toEqual({ ...before, dlq_id: "1700000000000-0" });
    gate(row.jobId).open();
    expect((await answer).status).toBe(200);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", base64("{")],
    ["bytes", Buffer.from([0, 255, 254, 1]).toString("base64")],
    ["another service's message", base64('{"hello":"world"}')],
    ["10,000 levels", base64("[".repeat(10_000))],
    [
      "a leg that no column holds",
      base64(JSON.stringify({ v: 1, jobId: randomUUID(), type: "x", leg: 2 ** 40 })),
    ],
    ["__proto__", base64('{"__proto__":{"v":1}}')],
    ["an unknown job", base64(JSON.stringify({ v: 1, jobId: randomUUID(), type: "exercise", leg: 1 }))],
  ])("about %s is taken and forgotten", async (_, sourceBody) => {
    const before = await footprint(world.db);
    const response = await world.deliver("/api/jobs/failed", { sourceBody, dlqId: "1-0" });
    expect(response.status).toBe(200);
    expect(await footprint(world.db)).toBe(before);
  });

  it("that nobody signed is refused", async () => {
    const row = await published();
    const body = JSON.stringify({ sourceBody: base64(JSON.stringify({ v: 1, ...row })) });
    const before = await footprint(world.db);
    const response = await fetch(`${world.app.url}/api/jobs/failed`, { method: "POST", body });
    expect(response.status).toBe(401);
    expect(await footprint(world.db)).toBe(before);
  });
});

describe("a job whose route answers 404", () => {
  const homeless = defineJob({
    type: "homeless",
    endpoint: "/api/jobs/homeless",
    description: "Has no route.",
    payload: z.null(),
    result: z.null(),
    retries: 0,
    timeoutSeconds: 1,
    backoff: [0],
  });

  it("is given up by QStash, rescued at once, and waits longer for its third message", async () => {
    const { jobId } = await enqueue(homeless, null);
    await poll(async () => (await world.row(jobId)).leg).toBe(3);
    const { status, run, rescues } = await world.row(jobId);
    expect({ status, run, rescues }).toEqual({ status: "pending", run: 0, rescues: 2 });
    expect(await waitOf(jobId)).toBe(60);
  });
});

/** Seconds between the last change of the row and its next try. */
async function waitOf(jobId: string): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ seconds: z.number() }),
    sql`select round(extract(epoch from next_attempt_at - updated_at))::int as seconds
      from job_executions where job_id = ${jobId}::uuid`,
  );
  return row?.seconds ?? Number.NaN;
}
