import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { connect, database, useDatabase } from "@/lib/db/client";
import { defineJob } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { NonRetryableError } from "@/lib/jobs/errors";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { holdMessages, releaseMessages } from "@/lib/jobs/publishing/held-messages";
import { assertEnqueued } from "@/lib/jobs/testing/assert-enqueued";
import { drain } from "@/lib/jobs/testing/drain";
import { performJob } from "@/lib/jobs/testing/perform-job";
import { refuteEnqueued } from "@/lib/jobs/testing/refute-enqueued";
import { resetJobs } from "@/lib/jobs/testing/reset-jobs";
import { rolledBack } from "@/lib/jobs/testing/rolled-back";
import { storedJobs } from "@/lib/jobs/testing/stored-jobs";
import { travel } from "@/lib/jobs/testing/travel";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";

const greet = defineJob({
  type: "greet",
  endpoint: "/api/jobs/greet",
  description: "Greets somebody.",
  payload: z.object({ name: z.string(), tags: z.array(z.string()).default([]) }),
  result: z.object({ greeted: z.string() }),
  timeoutSeconds: 5,
});

const act = defineJob({
  type: "act",
  endpoint: "/api/jobs/act",
  description: "Does what its payload says.",
  payload: z.object({
    how: z.enum(["fail-once", "fail", "refuse", "continue", "fan-out", "follow", "misfit", "forever"]),
  }),
  result: z.object({ done: z.number() }),
  timeoutSeconds: 5,
  maxContinuations: 10_000,
  retries: 2,
});

const handleGreet = handle(greet, async ({ name }) => ({ greeted: name }));

const handleAct = handle(act, async ({ how }, ctx) => {
  if (how === "fail") throw new Error("The other side is away.");
  if (how === "fail-once" && ctx.attempt === 1) throw new Error("The other side is away.");
  if (how === "refuse") throw new NonRetryableError("Never.", { code: "never" });
  if (how === "continue" && ctx.continuations < 2) return ctx.continueWith({ at: ctx.continuations + 1 });
  if (how === "fan-out") return fanOut(ctx);
  if (how === "follow") ctx.enqueue(greet, { name: "Ada" });
  if (how === "forever") return ctx.continueWith({}, { delay: 0 });
  // What a handler without types would do.
  if (how === "misfit") return JSON.parse('{"done":"many"}');
  return { done: ctx.run };
});

async function fanOut(ctx: JobContext) {
  if (ctx.checkpoint === "woken") return { done: (await ctx.batchProgress())?.completed ?? 0 };
  return ctx.waitFor(ctx.batch(greet, [{ name: "Ada" }, { name: "Grace" }]), { checkpoint: "woken" });
}

let own: TestDatabase;
let close: () => Promise<void>;

beforeAll(async () => {
  own = await testDatabase();
  Object.assign(process.env, appEnvironment({ DATABASE_URL: own.url, QSTASH_URL: "http://127.0.0.1:9" }));
  const pool = connect(own.url);
  close = pool.close;
  useDatabase(pool.db);
  holdMessages();
});
beforeEach(resetJobs);
afterAll(async () => {
  releaseMessages();
  await close();
  await own.drop();
});

/** The message with which something is refused. */
async function complaint(refused: Promise<unknown>): Promise<string> {
  try {
    await refused;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("Nothing was refused.");
}

it("assertEnqueued finds a job by a part of its payload and by its options", async () => {
  await enqueue(
    greet,
    { name: "Ada", tags: ["a"] },
    { actor: { userId: 1, organizationId: 7 }, delay: 60, priority: 5 },
  );
  const [found] = await assertEnqueued(greet, {
    payload: { name: "Ada" },
    actor: { organizationId: 7 },
    delay: 60,
    priority: 5,
    status: "pending",
    count: 1,
  });
  expect(found).toMatchObject({ payload: { name: "Ada", tags: ["a"] } });
});

it("assertEnqueued says which jobs there are and in what they differ, the likest first", async () => {
  await enqueue(greet, { name: "Grace" }, { priority: 5 });
  const like = await enqueue(greet, { name: "Grace" });
  const said = await complaint(assertEnqueued(greet, { payload: { name: "Ada" }, priority: 0 }));
  expect(said.split("\n").slice(0, 3)).toEqual([
    `Expected a job "greet" with { payload: { name: 'Ada' }, priority: 0 }; 0 of 2 fit.`,
    `  ${like.jobId} (pending)`,
    "    payload.name: expected 'Ada', it is 'Grace'",
  ]);
  expect(said).toContain("priority: expected 0, it is 5");
});

it("assertEnqueued says what else is enqueued when there is none of the type", async () => {
  expect(await complaint(assertEnqueued(greet))).toContain("No job is enqueued at all.");
  await enqueue(act, { how: "fail" });
  expect(await complaint(assertEnqueued(greet))).toBe(
    'Expected a job "greet"; 0 of 0 fit.\nEnqueued are:\n  1 × "act"',
  );
});

it("assertEnqueued counts, when it is told how many there must be", async () => {
  await enqueue(greet, { name: "Ada" });
  await enqueue(greet, { name: "Ada" });
  expect(await assertEnqueued(greet, { count: 2 })).toHaveLength(2);
  expect(await complaint(assertEnqueued(greet, { count: 1 }))).toContain(
    'Expected 1 job "greet"; 2 of 2 fit.',
  );
});

it("refuteEnqueued passes where nothing fits, and shows what does", async () => {
  const { jobId } = await enqueue(greet, { name: "Ada" });
  await refuteEnqueued(act);
  await refuteEnqueued(greet, { payload: { name: "Grace" } });
  expect(await complaint(refuteEnqueued(greet, { payload: { name: "Ada" } }))).toBe(
    `Expected no job "greet" with { payload: { name: 'Ada' } }; 1 found.\n  ${jobId} (pending)\n    payload: { name: 'Ada' }`,
  );
});

it("performJob runs the handler on a real row and answers with how it ended", async () => {
  expect(await performJob(handleGreet, { name: "Ada" })).toMatchObject({
    outcome: "completed",
    status: "completed",
    result: { greeted: "Ada" },
    error: null,
    enqueued: [],
  });
});

it("performJob shows a retry, a refusal and a last attempt as outcomes, with the error", async () => {
  expect(await performJob(handleAct, { how: "fail" })).toMatchObject({
    outcome: "retry",
    status: "retrying",
    error: { message: "The other side is away." },
  });
  expect(await performJob(handleAct, { how: "refuse" })).toMatchObject({
    outcome: "failed",
    error: { code: "never" },
  });
  expect(await performJob(handleAct, { how: "fail" }, { retries: 0 })).toMatchObject({ status: "failed" });
});

it("performJob shows what the handler enqueued and where it goes on", async () => {
  const followed = await performJob(handleAct, { how: "follow" });
  expect(followed.enqueued).toMatchObject([{ type: "greet", payload: { name: "Ada" }, status: "pending" }]);
  expect(await performJob(handleAct, { how: "continue" })).toMatchObject({
    outcome: "continued",
    checkpoint: { at: 1 },
  });
});

it("performJob refuses a payload that does not fit and writes nothing", async () => {
  const wrong = JSON.parse('{"name":7}');
  await expect(performJob(handleGreet, wrong)).rejects.toThrow('does not fit job "greet": name:');
  expect(await storedJobs(sql`true`)).toEqual([]);
});

it("performJob refuses a result that does not fit, naming the field", async () => {
  expect(await complaint(performJob(handleAct, { how: "misfit" }))).toMatch(
    /^The result of job "act" does not fit its schema, so it would not be stored:\n {2}done: /,
  );
});

it("drain runs what is due in order, with continuations, batches and follow-ups", async () => {
  await enqueue(act, { how: "continue" });
  await enqueue(act, { how: "fan-out" });
  await enqueue(act, { how: "follow" });
  const { ran, left } = await drain([handleAct, handleGreet]);
  expect(left).toEqual([]);
  expect(ran.filter(({ type }) => type === "greet")).toHaveLength(3);
  expect(ran.filter(({ outcome }) => outcome === "continued")).toHaveLength(2);
  expect(ran.find(({ outcome }) => outcome === "waiting")).toBeDefined();
  const ends = await storedJobs(sql`status <> 'completed'`);
  expect(ends).toEqual([]);
});

it("drain leaves what is due later until somebody travels there", async () => {
  await enqueue(act, { how: "fail-once" });
  const first = await drain([handleAct]);
  expect(first.ran).toMatchObject([{ outcome: "retry" }]);
  expect(first.left).toMatchObject([{ type: "act", status: "retrying", why: "later" }]);
  await travel({ minutes: 1 });
  expect((await drain([handleAct])).ran).toMatchObject([{ outcome: "completed", result: { done: 2 } }]);
});

it("drain goes ahead of time where it is told to, up to the last attempt", async () => {
  await enqueue(act, { how: "fail" });
  await enqueue(greet, { name: "Ada" }, { delay: 86_400 });
  const { ran, left } = await drain([handleAct, handleGreet], { ahead: true });
  expect(ran.map(({ outcome }) => outcome)).toEqual(["retry", "retry", "failed", "completed"]);
  expect(left).toEqual([]);
});

it("drain runs the types that it is told to and says why others are left", async () => {
  await enqueue(act, { how: "fail" });
  await enqueue(greet, { name: "Ada" });
  const some = await drain([handleAct, handleGreet], { types: ["greet"] });
  expect(some.ran).toMatchObject([{ type: "greet" }]);
  expect(some.left).toMatchObject([{ type: "act", why: "other type" }]);
  expect((await drain([handleGreet])).left).toMatchObject([{ type: "act", why: "no handler" }]);
  await expect(drain([handleGreet], { types: ["geet"] })).rejects.toThrow(
    "drain was asked for geet and has no handler for it; it has those of greet.",
  );
});

it("drain gives an endless loop up and names the types that ran", async () => {
  await enqueue(act, { how: "forever" });
  const said = await complaint(drain([handleAct], { max: 5, ahead: true }));
  expect(said).toContain("drain ran 5 times and more is due.");
  expect(said).toContain('5 × "act"');
});

it("travel reaches a moment, lets a deadline pass, and does not go back", async () => {
  await enqueue(greet, { name: "Ada" }, { deadline: new Date(Date.now() + 60_000) });
  expect(await travel(new Date(Date.now() + 120_000))).toBeGreaterThan(100);
  expect((await drain([handleGreet])).ran).toMatchObject([{ status: "timeout", outcome: null }]);
  await expect(travel(-1)).rejects.toThrow(
    "travel goes forward by 0 to 34560000 seconds (400 days), got -1.",
  );
});

it("rolledBack leaves nothing of a test behind", async () => {
  const outside = database();
  const seen = await rolledBack(async () => {
    await enqueue(greet, { name: "Ada" });
    await drain([handleGreet]);
    return assertEnqueued(greet, { status: "completed" });
  });
  expect(seen).toHaveLength(1);
  await refuteEnqueued(greet);
  await expect(rolledBack(() => Promise.reject(new Error("The test failed.")))).rejects.toThrow(
    "The test failed.",
  );
  expect(database()).toBe(outside);
});

it("verbs that write refuse a process and a database that are not for tests", async () => {
  await enqueue(greet, { name: "Ada" });
  vi.stubEnv("NODE_ENV", "production");
  try {
    for (const verb of [
      () => travel(1),
      resetJobs,
      () => drain([]),
      () => performJob(handleGreet, { name: "Ada" }),
    ])
      expect(await complaint(verb())).toContain('expected NODE_ENV to be "test", it is "production"');
    expect(holdMessages).toThrow('expected NODE_ENV to be "test"');
  } finally {
    vi.unstubAllEnvs();
  }
  const name = `contest_${Date.now()}`;
  await database().execute(sql`create database ${sql.identifier(name)}`);
  const other = new URL(own.url);
  other.pathname = `/${name}`;
  const pool = connect(other.href);
  const mine = database();
  useDatabase(pool.db);
  try {
    expect(await complaint(resetJobs())).toContain(`DATABASE_URL leads to "${name}"`);
  } finally {
    useDatabase(mine);
    await pool.close();
    await mine.execute(sql`drop database ${sql.identifier(name)} with (force)`);
  }
  await assertEnqueued(greet, { count: 1 });
});
