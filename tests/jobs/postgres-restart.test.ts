import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { migrateDatabase } from "@/lib/db/migrate";
import { enqueue } from "@/lib/jobs/enqueue";
import type { LocalPostgres } from "@/scripts/local/postgres";
import { exercise, gate, handleExercise, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { ownPostgres } from "@/tests/helpers/postgres-server";
import { unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let postgres: LocalPostgres;
let world: World;
beforeAll(async () => {
  postgres = await ownPostgres({ durable: true });
  await migrateDatabase(postgres.url);
  world = await startWorld([handleExercise], { databaseUrl: postgres.url });
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(async () => {
  await world?.stop();
  await postgres?.stop();
});

describe("an immediate restart of Postgres", () => {
  it("between claim and settlement costs nothing: the job completes once", async () => {
    const { jobId } = await enqueue(exercise, { act: "wait-for-gate" });
    await poll(() => gate(jobId).reached).toBe(1);
    await postgres.restart("immediate");
    gate(jobId).open();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, attempt: 1 });
    expect(runsBegun.get(jobId)).toBe(1);
  });

  it("during the settlement of twenty jobs leaves each completed once", async () => {
    const calls = Array.from({ length: 20 }, () => enqueue(exercise, { act: "wait-for-gate" }));
    const ids = (await Promise.all(calls)).map(({ jobId }) => jobId);
    for (const jobId of ids) await poll(() => gate(jobId).reached).toBe(1);
    const restarted = postgres.restart("immediate");
    for (const jobId of ids) gate(jobId).open();
    await restarted;
    for (const jobId of ids) {
      expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
      expect(runsBegun.get(jobId)).toBe(1);
    }
  });
});
