import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** A process that runs a script of ours, in a process group of its own. */
export type Launcher<Words> = {
  pid: number;
  /** The first line on stdout that is JSON. */
  said: Promise<Words>;
  /** All of stderr, once it has ended. */
  errors: Promise<string>;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Kills it with SIGKILL and waits for its end. */
  kill(): Promise<void>;
};

/** Runs a script of ours with tsx. Kill it afterwards. */
export function launch<Schema extends z.ZodType>(
  script: URL,
  args: string[],
  words: Schema,
  env: NodeJS.ProcessEnv = process.env,
): Launcher<z.output<Schema>> {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(script), ...args], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const errors = text(child.stderr);
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  return {
    pid: child.pid ?? 0,
    said: firstJson(child.stdout, errors).then((found) => words.parse(found)),
    errors,
    ended,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function firstJson(output: Readable, errors: Promise<string>): Promise<unknown> {
  for await (const line of createInterface({ input: output })) {
    if (line.startsWith("{")) return JSON.parse(line);
  }
  throw new Error(`It ended without a word:\n${await errors}`);
}
