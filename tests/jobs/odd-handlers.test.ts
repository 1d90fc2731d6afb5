import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { handle } from "@/lib/jobs/handle";
import { exercise, handleExercise, oddProgress, runsBegun } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const common = { description: "Misbehaves.", retries: 0, timeoutSeconds: 1 } as const;

const throwingPayload = defineJob({
  ...common,
  type: "throwing-payload",
  endpoint: "/api/jobs/throwing-payload",
  payload: z.unknown().refine(() => throwsTheSecondTime()),
  result: z.unknown(),
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

describe("a schema that throws", () => {
  it("when it reads the payload fails the run, not the process", async () => {
    const { jobId } = await enqueue(throwingPayload, {});
    expect(await world.waitFor(jobId, "failed")).toMatchObject({
      run: 1,
      error: "the payload schema throws",
    });
  });
});

describe("a handler that throws before it returns a promise", () => {
  it("fails like any other", async () => {
    const { jobId } = await enqueue(syncThrow, {});
    expect(await world.waitFor(jobId, "failed")).toMatchObject({ run: 1, error: "before any promise" });
  });
});
