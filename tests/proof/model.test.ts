import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "@/scripts/proof/model/engine";
import { play } from "@/scripts/proof/model/play";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { quietConsole } from "@/tests/helpers/quiet-console";

/**
 * Sequences of up to 60 steps, the same ones each time, so that a red run is about the change at hand;
 * `pnpm proof model --runs 10000` draws others.
 */
const RUNS = 100;
const SEED = 20_261_127;

let database: TestDatabase;
let engine: Engine;
beforeAll(async () => {
  quietConsole();
  database = await testDatabase();
  engine = await startEngine(database.url);
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});

describe("any sequence of what can happen to jobs", () => {
  it("leaves each row as the model says, and the tables sound, after every step", {
    timeout: 600_000,
  }, async () => {
    const { steps } = await play(engine, { runs: RUNS, seed: SEED });
    expect(steps).toBeGreaterThan(RUNS);
  });
});
