import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { env } from "@/lib/env/env";
import { defineJob } from "@/lib/jobs/define";
import {
  type BackoffOption,
  backoffSeconds,
  retryDelayExpression,
  toBackoff,
} from "@/lib/jobs/definition/backoff";
import { enqueue } from "@/lib/jobs/enqueue";
import { RetryAfterError } from "@/lib/jobs/errors";
import { handle } from "@/lib/jobs/handle";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { compileRetryDelay } from "@/scripts/qstash-local/delivery/retry-delay";
import { exercise, gate, handleExercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What the backoff function of `moody` answers, and what its handler throws, at the moment. */
let mood: { answer: () => number | null; thrown: unknown } = {
  answer: () => null,
  thrown: new Error("moody"),
};

const moody = defineJob({
  type: "moody",
  endpoint: "/api/jobs/moody",
  description: "Throws, and waits as it likes.",
  payload: z.object({}),
  result: z.unknown(),
  retries: 20,
  timeoutSeconds: 10,
  backoff: () => mood.answer(),
});

const handleMoody = handle(moody, () => Promise.reject(mood.thrown));

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise, handleMoody]);
});
afterEach(() => {
  world.proxy.fault = "none";
});
afterAll(() => world.stop());

const wholeSeconds = fc.integer({ min: 0, max: 20 * HOUR });

const backoffs: fc.Arbitrary<BackoffOption> = fc.oneof(
  wholeSeconds,
  fc.tuple(wholeSeconds),
  fc
    .array(wholeSeconds, { minLength: 2, maxLength: 20 })
    .map(([first = 0, ...rest]) => [first, ...rest] as const),
  fc.record({
    base: fc.double({ min: 0, max: 1000, noNaN: true }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    cap: wholeSeconds,
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

describe("the wait before the next try", () => {
  it("is the same on the row, in the answer and, but for its jitter, in what QStash knows by itself", async () => {
    await fc.assert(
      fc.asyncProperty(backoffs, fc.integer({ min: 1, max: 20 }), async (option, attempt) => {
        const { seconds, jitter } = toBackoff(option);
        const { wait, retryAfter } = await failedOnce(option, attempt);
        const exact = backoffSeconds(seconds, attempt);
        expect(wait).toBeGreaterThanOrEqual(exact * (1 - jitter) - 0.01);
        expect(wait).toBeLessThanOrEqual(Math.min(exact * (1 + jitter), 20 * HOUR) + 0.01);
        expect(Math.abs(retryAfter - Math.ceil(wait))).toBeLessThanOrEqual(1);
        // As the first message of the job says it, and as one that was published just before this try.
        expect(told(seconds, 0)(attempt - 1)).toBe(exact * 1000);
        expect(told(seconds, attempt - 1)(0)).toBe(exact * 1000);
      }),
      { numRuns: 60 },
    );
  });

  it("travels with the message", async () => {
    const { jobId } = await enqueue(moody, {}, { delay: 1000 });
    const message = await world.message((await world.row(jobId)).message_id);
    const delay = compileRetryDelay(message?.retryDelayExpression ?? "");
    expect([0, 1, 2, 3, 4, 9].map(delay)).toEqual([10_000, 60_000, 300_000, 900_000, 900_000, 900_000]);
  });

  it("is spread over the whole width of the jitter, and never beyond it", async () => {
    const waits = await Promise.all(
      Array.from({ length: 40 }, () => failedOnce({ base: 1000, jitter: 0.5 }, 1).then(({ wait }) => wait)),
    );
    expect(Math.min(...waits)).toBeLessThan(800);
    expect(Math.max(...waits)).toBeGreaterThan(1200);
    expect(waits.every((wait) => wait >= 499 && wait <= 1501)).toBe(true);
  });

  it.each([
    ["a number of seconds", () => 1234, 1234, 1234],
    ["less than none", () => -5, 0, 0],
    ["longer than 20 hours", () => 30 * HOUR, 20 * HOUR, 20 * HOUR],
    ["null", () => null, 9, 11],
    ["no number", () => Number.NaN, 9, 11],
    [
      "nothing, but throws",
      () => {
        throw new Error("the function itself");
      },
      9,
      11,
    ],
  ])("is what the definition's function answers: %s", async (_, answer, least, most) => {
    mood = { answer, thrown: new Error("moody") };
    const { wait, retryAfter } = await failedOnce(null, 1);
    expect(wait).toBeGreaterThanOrEqual(least - 0.01);
    expect(wait).toBeLessThanOrEqual(most + 0.01);
    expect(Math.abs(retryAfter - Math.ceil(wait))).toBeLessThanOrEqual(1);
  });

  it("is what a RetryAfterError says, in seconds or as a moment, whatever the backoff", async () => {
    const waits = fc.oneof(wholeSeconds, fc.constantFrom(-1, Number.NaN, 0.5));
    await fc.assert(
      fc.asyncProperty(waits, fc.boolean(), async (seconds, asDate) => {
        const expected = Number.isNaN(seconds) ? 0 : Math.max(0, seconds);
        const retryAfter = asDate && seconds > 0 ? new Date(Date.now() + seconds * 1000) : seconds;
        mood = { answer: () => 7, thrown: new RetryAfterError("later", { retryAfter }) };
        const answer = await failedOnce(null, 1);
        // A moment comes nearer until the row is written.
        expect(answer.wait).toBeLessThanOrEqual(expected + 0.01);
        expect(answer.wait).toBeGreaterThanOrEqual(expected - (asDate ? 5 : 0.01));
        expect(Math.abs(answer.retryAfter - Math.ceil(answer.wait))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a start that lies ahead", () => {
  it.each([0, 1.5, 60, 6 * DAY - 60])(
    "in %s s is kept on the row, and its message leaves with it",
    async (delay) => {
      const { jobId } = await enqueue(moody, {}, { delay });
      const [row] = await timesOf(jobId);
      expect(row?.untilStart).toBeCloseTo(delay, 0);
      expect(row?.published).toBe(true);
      if (delay < 60) return;
      const { message_id, not_before } = await world.row(jobId);
      const message = await world.message(message_id);
      expect(Math.abs((message?.notBefore ?? 0) - Date.parse(not_before ?? ""))).toBeLessThan(60_000);
    },
  );

  it("is the very moment that notBefore names", async () => {
    const notBefore = new Date(Date.now() + 123_456_789);
    const { jobId } = await enqueue(moody, {}, { notBefore });
    expect(Date.parse((await world.row(jobId)).not_before ?? "")).toBe(notBefore.getTime());
  });

  it.each([60, 400 * DAY - 6 * DAY])(
    "%s s beyond what QStash takes is held back for as long",
    async (beyond) => {
      const { jobId } = await enqueue(moody, {}, { delay: env().QSTASH_MAX_DELAY + beyond });
      const [row] = await timesOf(jobId);
      expect(row).toMatchObject({ published: false });
      expect(row?.untilPublish).toBeCloseTo(beyond, 0);
    },
  );

  it("is published by reconcile as soon as it is near enough, and no sooner", async () => {
    const { jobId } = await enqueue(moody, {}, { delay: 10 * DAY });
    for (const [passed, published] of [
      [3, false],
      [2, true],
    ] as const) {
      await alter(
        world.db,
        jobId,
        sql`not_before = not_before - make_interval(days => ${passed}),
          publish_claimed_until = publish_claimed_until - make_interval(days => ${passed})`,
      );
      await reconcile();
      expect((await timesOf(jobId))[0]?.published).toBe(published);
    }
    expect(await world.row(jobId)).toMatchObject({ status: "pending", leg: 1, run: 0 });
  });
});

describe("a deadline", () => {
  it("that passes while the job runs lets it complete: its work is done", async () => {
    const { jobId } = await enqueue(
      exercise,
      { act: "wait-for-gate" },
      { deadline: new Date(Date.now() + HOUR * 1000) },
    );
    await world.waitFor(jobId, "processing");
    await alter(world.db, jobId, sql`deadline_at = clock_timestamp()`);
    expect((await reconcile()).expired).toBe(0);
    gate(jobId).open();
    await world.waitFor(jobId, "completed");
  });

  it("that comes before the next try ends the job without it", async () => {
    mood = { answer: () => HOUR, thrown: new Error("moody") };
    const { jobId } = await enqueue(moody, {}, { deadline: new Date(Date.now() + 60_000) });
    await world.waitFor(jobId, "retrying");
    await alter(world.db, jobId, sql`deadline_at = clock_timestamp()`);
    expect((await reconcile()).expired).toBe(1);
    expect(await world.row(jobId)).toMatchObject({ status: "timeout", run: 1, error_code: "deadline" });
  });
});

/** What the expression says that a message of this backoff carries when so many runs are behind the row. */
function told(seconds: readonly number[], behind: number): (retried: number) => number {
  return compileRetryDelay(retryDelayExpression(seconds, behind));
}

/** Lets the `attempt`-th try of a job throw. Null: of a job with a backoff function. */
async function failedOnce(option: BackoffOption | null, attempt: number) {
  const row =
    option === null
      ? await prepare(moody, {}, {})
      : await prepare(
          { ...exercise, backoff: toBackoff(option) },
          { act: "return", throws: 99 },
          { retries: 20 },
        );
  const { jobId } = await insert(world.db, row);
  await alter(world.db, jobId, sql`run = ${attempt - 1}, attempt = ${attempt - 1}`);
  const answer = await world.deliver(row.endpoint, { v: 1, jobId, type: row.type, leg: 1 });
  expect([answer.status, await answer.json()]).toEqual([503, { ok: false, code: "retry" }]);
  const [waited] = await query(
    world.db,
    z.object({ wait: z.number() }),
    sql`select extract(epoch from next_attempt_at - finished_at)::float8 as wait
      from job_executions join job_attempts using (job_id, run) where job_id = ${jobId}::uuid`,
  );
  return { wait: waited?.wait ?? Number.NaN, retryAfter: Number(answer.headers.get("Retry-After")) };
}

/** Seconds from the enqueue to the earliest start and to when anybody may publish it. */
function timesOf(jobId: string) {
  return query(
    world.db,
    z.object({ untilStart: z.number(), untilPublish: z.number().nullable(), published: z.boolean() }),
    sql`select extract(epoch from not_before - created_at)::float8 as "untilStart",
        extract(epoch from publish_claimed_until - created_at)::float8 as "untilPublish",
        published_at is not null as published
      from job_executions where job_id = ${jobId}::uuid`,
  );
}
