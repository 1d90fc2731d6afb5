import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs `pnpm jobs` with this process's variables, until it is interrupted as by Ctrl-C. */
export function interruptible(args: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/jobs.ts", ...args], {
    env: { ...process.env, NO_COLOR: "1", __NEXT_PROCESSED_ENV: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      told[name] += text;
    });
  return {
    /** Waits until it has said this. */
    async until(text: string): Promise<void> {
      while (!`${told.stdout}${told.stderr}`.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It has ended: ${told.stderr}`);
        await Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), once(child, "exit")]);
      }
    },
    /** Its lines of JSON, and what it has told. */
    async interrupt() {
      const closed = once(child, "close");
      child.kill("SIGINT");
      const [code]: unknown[] = await closed;
      const lines = told.stdout.split("\n").filter((line) => line !== "");
      return {
        code,
        events: lines.map((line): Record<string, unknown> => JSON.parse(line)),
        stderr: told.stderr,
      };
    },
  };
}
