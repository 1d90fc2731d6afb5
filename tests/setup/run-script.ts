import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export type Ended = { code: number; stdout: string; stderr: string };

/**
 * Runs a script of ours to its end, with exactly these variables beside PATH, and no .env files. NODE_ENV is "test"
 * unless it is given; "" leaves it out, as a shell does. `input` comes from standard input, which is never a terminal.
 */
export async function runScript(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", path, ...args], {
    cwd: ROOT,
    env: {
      ...environment,
      PATH: process.env.PATH ?? "",
      NO_COLOR: "1",
      ...nodeEnv(environment),
      __NEXT_PROCESSED_ENV: "true",
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}

function nodeEnv({
  NODE_ENV = "test",
}: Readonly<Record<string, string>>): Pick<NodeJS.ProcessEnv, "NODE_ENV"> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Next's types know three values; it may be none
  return { NODE_ENV: NODE_ENV === "" ? undefined : NODE_ENV } as Pick<NodeJS.ProcessEnv, "NODE_ENV">;
}
