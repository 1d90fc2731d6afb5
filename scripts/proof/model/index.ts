import { randomInt } from "node:crypto";
import { defineCommand } from "citty";
import { migrateDatabase } from "@/lib/db/migrate";
import { ownPostgres } from "@/tests/helpers/postgres-server";
import { startEngine } from "./engine";
import { play } from "./play";

/** Random sequences on the real engine, compared with the model after each step. */
export default defineCommand({
  meta: { name: "model", description: "Plays random sequences on the engine and compares it with a model." },
  args: {
    runs: { type: "string", description: "how many sequences, of up to 60 steps", default: "1000" },
    seed: { type: "string", description: "plays the same sequences again" },
    path: { type: "string", description: "begins at the failure that was printed with it" },
    replay: { type: "string", description: "the replayPath that was printed with a failure" },
    json: { type: "boolean", description: "the last line is one JSON object", default: false },
  },
  async run({ args }) {
    const seed = args.seed === undefined ? randomInt(2 ** 31) : Number(args.seed);
    const { path, replay } = args;
    const runs = Number(args.runs);
    console.log(`seed ${seed}`);
    // The QStash SDK tells the console about each call that failed; those here fail on purpose.
    Object.assign(console, { warn: () => undefined, error: () => undefined });
    const postgres = await ownPostgres();
    try {
      await migrateDatabase(postgres.url);
      const engine = await startEngine(postgres.url);
      const tally = await attempt(() =>
        play(engine, {
          runs,
          seed,
          ...(path === undefined ? {} : { path }),
          ...(replay === undefined ? {} : { replay }),
        }),
      );
      await engine.stop();
      console.log(
        args.json ? JSON.stringify({ ...tally, runs, seed }) : tally.ok ? "It does as the model says." : "",
      );
      if (!tally.ok) process.exitCode = 1;
    } finally {
      await postgres.stop();
    }
  },
});

async function attempt(work: () => Promise<{ steps: number }>): Promise<{ ok: boolean; steps: number }> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    console.log(error instanceof Error ? `${error.message}\n${String(error.cause)}` : error);
    return { ok: false, steps: 0 };
  }
}
