import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { PayloadError, UnknownTypeError } from "@/lib/jobs/errors";
import { createJobDispatcher } from "@/lib/jobs/job-dispatcher";
import { createRegistry } from "@/lib/jobs/registry";
import { jobDispatcher } from "@/lib/registry";
import { exercise } from "@/tests/helpers/exercise-job";
import { select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const dispatcher = createJobDispatcher(createRegistry([exercise]));
const by = { userId: 7, reason: "told to" };
const payload = { act: "return" };
const weekly = { name: "weekly", cron: "0 8 * * MON", actor: { userId: 7, organizationId: 3 } };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe("with the type of a job alone", () => {
  it("a job is enqueued and runs, one, many, or as a batch", async () => {
    const one = await dispatcher.enqueue("exercise", payload);
    const many = await dispatcher.enqueueMany("exercise", [payload, payload]);
    const batch = await dispatcher.enqueueBatch("exercise", [payload]);
    const ids = [one.jobId, ...many.map(({ jobId }) => jobId), ...batch.jobIds];
    expect(ids).toHaveLength(4);
    for (const jobId of ids) await world.waitFor(jobId, "completed");
  });

  it("its jobs are paused and resumed", async () => {
    expect(await dispatcher.pause("exercise", by)).toBe(true);
    expect(await dispatcher.pause("exercise", by)).toBe(false);
    expect(await dispatcher.resume("exercise", by)).toBe(0);
    expect(await dispatcher.resume("exercise", by)).toBeNull();
  });

  it("an organization's schedule is made and ended", async () => {
    expect(await dispatcher.schedule("exercise", payload, weekly)).toMatchObject({ isChanged: true });
    const which = { name: "weekly", organizationId: 3 };
    expect(await dispatcher.unschedule(which, by)).toBe(true);
    expect(await dispatcher.unschedule(which, by)).toBe(false);
  });

  it("a payload is checked as the job's schema has it", async () => {
    await expect(dispatcher.enqueue("exercise", { act: "fly" })).rejects.toMatchObject({
      name: "PayloadError",
    });
  });
});

describe("a type that the registry does not have", () => {
  const verbs: Record<string, (type: string) => Promise<unknown>> = {
    enqueue: (type) => dispatcher.enqueue(type, payload),
    enqueueMany: (type) => dispatcher.enqueueMany(type, [payload]),
    enqueueBatch: (type) => dispatcher.enqueueBatch(type, [payload]),
    schedule: (type) => dispatcher.schedule(type, payload, weekly),
    pause: (type) => dispatcher.pause(type, by),
    resume: (type) => dispatcher.resume(type, by),
  };

  it.each(Object.entries(verbs))(
    "is refused by %s with the nearest one, and nothing is written",
    async (_, verb) => {
      const before = await counts();
      const error: unknown = await verb("exercize").catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnknownTypeError);
      expect(error).toMatchObject({ message: 'There is no job type "exercize". Did you mean "exercise"?' });
      await expect(verb("constructor")).rejects.toThrow(
        'There is no job type "constructor". Is it in lib/registry.ts?',
      );
      expect(await counts()).toEqual(before);
    },
  );
});

it("the app's own dispatcher knows the app's jobs", async () => {
  await expect(jobDispatcher.enqueue("send-emial", {})).rejects.toThrow('Did you mean "send-email"?');
  await expect(jobDispatcher.enqueue("send-email", {})).rejects.toThrow(PayloadError);
});

async function counts(): Promise<unknown> {
  const [row] = await select(
    world.db,
    sql`select (select count(*) from job_executions) as jobs, (select count(*) from job_pauses) as pauses,
      (select count(*) from schedules where deleted_at is null) as schedules`,
  );
  return z.record(z.string(), z.unknown()).parse(row);
}
