import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const words = z.record(z.string(), z.string());

/** A process that runs a script of ours, in a process group of its own. */
export type Launcher = {
  pid: number;
  /** The first line on stdout that is JSON. */
  said: Promise<z.output<typeof words>>;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Kills it with SIGKILL and waits for its end. */
  kill(): Promise<void>;
};

/** Runs a script of ours with tsx. Kill it afterwards. */
export function launch(script: URL, args: string[] = []): Launcher {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(script), ...args], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  return {
    pid: child.pid ?? 0,
    said: firstJson(child, script),
    ended,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function firstJson(child: ChildProcessByStdio<null, Readable, Readable>, script: URL) {
  const errors = text(child.stderr);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) return words.parse(JSON.parse(line));
  }
  throw new Error(`${script.pathname} ended without a word:\n${await errors}`);
}
