import path from "node:path";
import { colours } from "@/scripts/jobs/kit/colours";
import { CommandError } from "@/scripts/jobs/kit/command-error";
import { tell } from "@/scripts/jobs/kit/output";
import type { Names } from "./names";
import { runTool } from "./run-tool";

const VITEST = path.join("node_modules", ".bin", "vitest");

/** Lines of a test that fails which are told. */
const LINES_MAX = 40;

/** Runs the test that was written for a job, and says how it went. @throws {CommandError} when it fails; the files stay. */
export async function runTest({ test }: Pick<Names, "test">): Promise<void> {
  tell(`\nRunning ${test} …\n`);
  const began = performance.now();
  const { code, stdout, stderr } = await runTool(VITEST, ["run", test]);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (code === 0) {
    tell(`${colours.green("✓")} it runs: ${test} passed in ${seconds} s\n`);
    return;
  }
  tell(`${`${stdout}\n${stderr}`.trim().split("\n").slice(-LINES_MAX).join("\n")}\n`);
  throw new CommandError({
    what: `${test} did not pass; the files are written`,
    why: "its last lines are above",
    try: `npx vitest run ${test}`,
  });
}
