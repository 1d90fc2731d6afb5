import * as fc from "fast-check";
import { enqueue } from "@/lib/jobs/enqueue";
import { type Command, type Model, taken } from "./command";
import { anyCommand } from "./commands";
import type { Engine } from "./engine";
import { modelJob } from "./job";
import { snapshot } from "./snapshot";

/** `path` and `replay` are what a failure printed: they play that very sequence again. */
export type Play = { runs: number; seed: number; path?: string; replay?: string };

const COMMANDS_MAX = 60;

/**
 * Plays random sequences of commands on the engine and compares it with the model after each step.
 *
 * @throws with the shortest failing sequence and what plays it again.
 */
export async function play(engine: Engine, { runs, seed, path, replay }: Play): Promise<{ steps: number }> {
  const before = taken.steps;
  const sequences = fc.commands(anyCommand(), {
    maxCommands: COMMANDS_MAX,
    size: "max",
    ...(replay === undefined ? {} : { replayPath: replay }),
  });
  await fc.assert(
    fc.asyncProperty(sequences, (commands) => playOne(engine, commands)),
    { numRuns: runs, seed, ...(path === undefined ? {} : { path }), endOnFailure: path !== undefined },
  );
  return { steps: taken.steps - before };
}

async function playOne(engine: Engine, commands: Iterable<Command>): Promise<void> {
  await engine.reset();
  for (const retries of [0, 2]) await enqueue(modelJob, {}, { retries, publish: "now" });
  const model: Model = { world: await snapshot(engine.db), zombies: [] };
  await fc.asyncModelRun(() => ({ model, real: engine }), commands);
}
