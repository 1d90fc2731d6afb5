import { readdirSync } from "node:fs";
import { type CommandDef, defineCommand, runMain } from "citty";
import { z } from "zod";

// The proofs that are too long for every test run, each a folder of `proof/` with a command of its own.

const folder = new URL("./proof/", import.meta.url);

const proof = z.object({ default: z.custom<CommandDef>() });

const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[a-z]+\/index\.ts$/.test(path))
  .map((path) => path.replace("/index.ts", ""));

await runMain(
  defineCommand({
    meta: {
      name: "proof",
      description: "Proves what the engine guarantees, longer than a test run may take.",
    },
    subCommands: Object.fromEntries(names.map((name) => [name, () => load(name)])),
  }),
);

async function load(name: string): Promise<CommandDef> {
  return proof.parse(await import(`./proof/${name}/index.ts`)).default;
}
