import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

type Ended = { code: number; output: string; errors: string };

/** Runs a script of ours to its end. No database is set unless the variables name one, in .env files neither. */
export async function run(
  script: URL,
  args: string[],
  variables: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(script), ...args], {
    env: { ...process.env, DATABASE_URL: "", DATABASE_URL_DIRECT: "", NO_COLOR: "1", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, output, errors };
}
