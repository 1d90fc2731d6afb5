import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { handle } from "@/lib/jobs/handle";
import { exercise, handleExercise, oddProgress, runsBegun } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const common = { description: "Misbehaves.", retries: 0, timeoutSeconds: 1 } as const;

const throwingPayload = defineJob({
  ...common,
  type: "throwing-payload",
  endpoint: "/api/jobs/throwing-payload",
  payload: z.unknown().refine(() => throwsTheSecondTime()),
  result: z.unknown(),
});

const asyncResult = defineJob({
  ...common,
  type: "async-result",
  endpoint: "/api/jobs/async-result",
  payload: z.unknown(),
  result: z.string().refine(async (text) => Promise.resolve(text === "fits")),
});

const throwingResult = defineJob({
  ...common,
  type: "throwing-result",
  endpoint: "/api/jobs/throwing-result",
  payload: z.unknown(),
  result: z.unknown().refine(() => {
    throw new Error("the result schema throws");
  }),
});

const syncThrow = defineJob({
  ...common,
  type: "sync-throw",
  endpoint: "/api/jobs/sync-throw",
  payload: z.unknown(),
  result: z.unknown(),
});

let parses = 0;
/** At enqueue all is well; in the worker the schema breaks. */
function throwsTheSecondTime(): boolean {
  parses += 1;
  if (parses > 1) throw new Error("the payload schema throws");
  return true;
}

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([
    handleExercise,
    handle(throwingPayload, async () => "unreachable"),
    handle(asyncResult, async (payload) => String(payload)),
    handle(throwingResult, async () => ({ done: true })),
    handle(syncThrow, () => {
      throw new Error("before any promise");
    }),
  ]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

describe("progress", () => {
  it.each(Object.keys(oddProgress))("that makes no sense costs the job nothing: %s", async (progress) => {
    const { jobId } = await enqueue(exercise, { act: "progress", progress });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
    expect(runsBegun.get(jobId)).toBe(1);
  });
});

describe("the time that a RetryAfterError names", () => {
  it.each([
    ["never", 1e300],
    ["the end of time", "+275760-09-13T00:00:00.000Z"],
    ["in a thousand years", "3026-01-01T00:00:00Z"],
  ])("is at most 400 days away: %s", async (_, retryAfter) => {
    const { jobId, type, leg } = await plant(world.db, { act: "retry-after", retryAfter });
    const response = await world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
    expect(await response.json()).toEqual({ ok: true, code: "deferred" });
    const { not_before } = await world.row(jobId);
    const days = (Date.parse(not_before ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(399);
    expect(days).toBeLessThanOrEqual(400);
  });

  it.each([
    ["the beginning of time", "-271821-04-20T00:00:00.000Z"],
    ["before now", -1000],
    ["no time", "not a date"],
  ])("is now at the soonest: %s", async (_, retryAfter) => {
    const { jobId } = await enqueue(exercise, { act: "retry-after", retryAfter });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ attempt: 2 });
  });
});

describe("a schema that throws", () => {
  it("when it reads the payload fails the run, not the process", async () => {
    const { jobId } = await enqueue(throwingPayload, {});
    expect(await world.waitFor(jobId, "failed")).toMatchObject({
      run: 1,
      error: "the payload schema throws",
    });
  });

  it("when it reads the result leaves the job completed: its effect has happened", async () => {
    const { jobId } = await enqueue(throwingResult, {});
    const row = await world.waitFor(jobId, "completed");
    expect(row).toMatchObject({ run: 1, result: null });
    expect(row.result_error).toContain("the result schema throws");
  });

  it("that is asynchronous is waited for, also for results", async () => {
    const fits = await enqueue(asyncResult, "fits");
    const misfit = await enqueue(asyncResult, "does not");
    expect(await world.waitFor(fits.jobId, "completed")).toMatchObject({ run: 1, result_error: null });
    const { result, result_error } = await world.waitFor(misfit.jobId, "completed");
    expect([result, result_error]).toEqual([null, expect.stringContaining("does not fit")]);
  });
});

describe("a handler that throws before it returns a promise", () => {
  it("fails like any other", async () => {
    const { jobId } = await enqueue(syncThrow, {});
    expect(await world.waitFor(jobId, "failed")).toMatchObject({ run: 1, error: "before any promise" });
  });
});
