import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { poll } from "@/tests/helpers/poll";
import { testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { startProvider } from "@/tests/helpers/provider";
import { lapse } from "@/tests/helpers/rows";
import { handleScripted, plantScript, runOnce } from "@/tests/helpers/scripted-job";
import { startWorld, type World } from "@/tests/helpers/world";

let database: Awaited<ReturnType<typeof testDatabase>>;
let gate: PostgresGate;
let world: World;
let provider: Awaited<ReturnType<typeof startProvider>>;

beforeAll(async () => {
  database = await testDatabase();
  gate = await startPostgresGate(database.url);
  world = await startWorld([handleScripted], { databaseUrl: gate.url, observedUrl: database.url });
  provider = await startProvider();
});
afterAll(async () => {
  await provider.close();
  await world.stop();
  await gate.close();
  await database.drop();
});

/** Has an effect; its first call is followed by `then`, before its answer is noted. */
const charging = (then: () => void) =>
  plantScript(world, (ctx) =>
    ctx.once("charge", async (sending) => {
      const receipt = await provider.charge("", sending);
      if (ctx.run === 1) then();
      return receipt;
    }),
  );

describe("a database that goes away between an effect and the note of its answer", () => {
  it("for a moment: the run goes on, and the effect is not had again", async () => {
    provider.reset();
    const job = await charging(() => gate.shut());
    const end = runOnce(world, job);
    await poll(() => failures("end an effect")).toBeGreaterThan(0);
    gate.open();
    expect(await end).toBe("completed");
    expect(provider.calls()).toBe(1);
  });

  it("for longer: nothing is acknowledged, and the next run sends the same under the same key", async () => {
    provider.reset();
    const job = await charging(() => gate.shut());
    expect(await runOnce(world, job)).toBe("unavailable");
    gate.open();
    await lapse(world.db, job.jobId);
    expect(await runOnce(world, job)).toBe("completed");
    expect(provider.calls()).toBe(2);
    expect(provider.effects).toEqual([`${job.jobId}-charge`]);
  });
});

describe("an answer of the database that is lost", () => {
  it.each([
    ["before the effect", "insert into job_effects"],
    ["after the effect", "update job_effects set state = 'done'"],
  ])("%s costs no second call: the statement is repeated", async (_, statement) => {
    provider.reset();
    const job = await charging(() => undefined);
    gate.loseAnswerTo(statement);
    expect(await runOnce(world, job)).toBe("completed");
    expect(gate.hasLostAnswer()).toBe(true);
    expect(provider.calls()).toBe(1);
  });
});

function failures(during: string): number {
  return world.events.filter((event) => event.name === "step-failed" && event.during === during).length;
}
