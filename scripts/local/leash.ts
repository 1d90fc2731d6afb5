import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const GUARD_FILE = fileURLToPath(new URL("guard.mjs", import.meta.url));
const LINES_KEPT = 20;

type LeashOptions = {
  command: string;
  args: string[];
  cwd?: string;
  /** The whole environment of the command. Default: this process's. */
  env?: NodeJS.ProcessEnv;
  /** Run as this user, where this process is root. */
  account?: { uid: number; gid: number };
  /** Sent in this order, `graceMs` apart, until the command has ended. Default SIGTERM, then SIGKILL. */
  stopSignals?: [NodeJS.Signals, ...NodeJS.Signals[]];
  /** Default 5,000 ms. */
  graceMs?: number;
  /** Deleted once the command was stopped, also when this process no longer lives. Default: nothing. */
  removeAfter?: string[];
  /** A folder that is deleted after that, if nothing else is in it. */
  removeIfEmpty?: string;
  /** Called with each line that the command writes, to either stream. */
  onLine?: (line: string) => void;
};

/** How a command ended, and what it said last. */
export type Exit = { code: number; lastLines: string[] };

/** A running command that cannot outlive this process. */
export type Leashed = {
  pid: number;
  /** What it wrote last, to either stream: 20 lines, kept up to date. */
  lastLines: readonly string[];
  /** Settles when the command has ended, for whatever reason; never rejects. */
  exited: Promise<Exit>;
  /** Sends a signal to the command and all it started. */
  signal(signal: NodeJS.Signals): void;
  /** Ends the command and waits until it has ended. */
  stop(): Promise<void>;
};

/**
 * Starts a command that ends when this process ends, even by SIGKILL (see `guard.mjs`).
 *
 * @throws {Error} when the command cannot be started: not found, not executable, not permitted.
 */
export async function runLeashed(options: LeashOptions): Promise<Leashed> {
  const guard = spawnGuard(options);
  const lastLines = keepLastLines(guard, options.onLine);
  const exited = new Promise<Exit>((resolve) => {
    guard.on("close", (code) => resolve({ code: code ?? 1, lastLines }));
  });
  const pid = await started(guard, options.command);
  return {
    pid,
    lastLines,
    exited,
    signal: (signal) => send(guard, { signal }),
    async stop() {
      send(guard, { stop: true });
      await exited;
      // The guard does this too, unless the command had ended without being asked.
      for (const path of options.removeAfter ?? []) await rm(path, { recursive: true, force: true });
    },
  };
}

function spawnGuard(options: LeashOptions): ChildProcess {
  const order = {
    command: options.command,
    args: options.args,
    ...options.account,
    stopSignals: options.stopSignals ?? ["SIGTERM", "SIGKILL"],
    graceMs: options.graceMs ?? 5_000,
    removeAfter: options.removeAfter ?? [],
    removeIfEmpty: options.removeIfEmpty,
  };
  return spawn(process.execPath, [GUARD_FILE, JSON.stringify(order)], {
    cwd: options.cwd,
    env: options.env,
    // Out of the terminal's process group, so that Ctrl-C leaves the order of stopping to this process.
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    windowsHide: true,
  });
}

function keepLastLines(guard: ChildProcess, onLine?: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const stream of [guard.stdout, guard.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}

function started(guard: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string) => reject(new Error(`Cannot start ${command}: ${problem}`));
    guard.once("error", (error) => fail(error.message));
    guard.once("exit", (code) => fail(`its guard ended at once with code ${code}`));
    guard.once("message", (message: { pid: number } | { problem: string }) => {
      if ("pid" in message) resolve(message.pid);
      else fail(message.problem);
    });
  });
}

function send(guard: ChildProcess, message: { stop: true } | { signal: NodeJS.Signals }): void {
  // A channel that closes under the message means that the command has ended: what was asked for.
  if (guard.connected) guard.send(message, () => {});
}
