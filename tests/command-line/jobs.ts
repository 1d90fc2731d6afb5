import { type Ended, runScript } from "@/tests/setup/run-script";

const VARIABLES = [
  "DATABASE_URL",
  "BASE_URL",
  "QSTASH_URL",
  "QSTASH_TOKEN",
  "QSTASH_CURRENT_SIGNING_KEY",
  "QSTASH_NEXT_SIGNING_KEY",
  "RESEND_API_KEY",
  "RESEND_FROM",
  "BETTER_AUTH_SECRET",
  "STORAGE_DIR",
];

/** Runs `pnpm jobs` with the variables of this process's world, as another process that has no terminal. */
export function jobs(args: readonly string[], input?: string): Promise<Ended> {
  const environment = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name] ?? ""]));
  return runScript("scripts/jobs.ts", args, environment, input);
}

/** The same with `--json`: its exit code and its one line. */
export async function jobsJson(args: readonly string[]): Promise<{ code: number; answer: unknown }> {
  const { code, stdout } = await jobs([...args, "--json"]);
  return { code, answer: JSON.parse(stdout) };
}
