import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Mutant } from "./mutants";
import type { Tree } from "./tree";

/** The test that noticed the mutant; null when none did. */
export type Hunted = { killedBy: string | null };

const report = z.object({
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Runs the tests of a mutant on a tree that has it. `databaseUrl`: a server to use instead of one of its own. */
export function hunt(tree: Tree, mutant: Mutant, databaseUrl?: string): Promise<Hunted> {
  return tree.mutated(mutant, async () => {
    const found = await runTests(tree.folder, mutant.tests, databaseUrl);
    for (const file of found.testResults) {
      const failed = file.assertionResults.find(({ status }) => status === "failed");
      if (failed !== undefined) return { killedBy: failed.fullName };
      // A file that does not even load would fail for any reason: that is no kill.
      if (file.assertionResults.length === 0) throw new Error(`${file.name} did not run: ${file.message}`);
    }
    if (found.numTotalTests === 0) throw new Error(`No test ran: ${mutant.tests.join(", ")}`);
    return { killedBy: null };
  });
}

/** Stops at the first failure: one is enough. */
async function runTests(folder: string, tests: readonly string[], databaseUrl: string | undefined) {
  const outputFile = join(folder, "mutant-report.json");
  const flags = ["--bail=1", "--reporter=json", `--outputFile=${outputFile}`, "--testTimeout=15000"];
  const vitest = join(folder, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", ...tests, ...flags], {
    cwd: folder,
    env: environment(databaseUrl),
    stdio: "ignore",
  });
  await once(child, "exit");
  return report.parse(JSON.parse(await readFile(outputFile, "utf8")));
}

/** Without what a test run around this one has set. */
function environment(databaseUrl: string | undefined): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST"));
  const { DATABASE_URL: _, ...rest } = Object.fromEntries(inherited);
  return { ...rest, NODE_ENV: "test", ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) };
}
