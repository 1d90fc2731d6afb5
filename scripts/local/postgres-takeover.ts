import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isRunning, processCommand } from "./process-identity";

const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 5_000;

/**
 * Clears the way for a start in this data folder, whose lock the caller holds: no living launcher owns a
 * server here. One that still runs was left by a launcher that died a moment ago, or together with its
 * guard; it is stopped. A pid file that points nowhere, or after a restart of the machine or container at
 * some other program, is removed: Postgres itself would refuse to start over the latter.
 *
 * @throws {Error} when a server in this folder runs and will not stop.
 */
export async function takeOver(dataDir: string): Promise<void> {
  const pid = await recordedPid(dataDir);
  if (pid === null) return;
  if (serves(pid, dataDir)) await stopServer(pid, dataDir);
  await rm(join(dataDir, "postmaster.pid"), { force: true });
}

async function recordedPid(dataDir: string): Promise<number | null> {
  const file = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(file, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

function serves(pid: number, dataDir: string): boolean {
  if (!isRunning(pid)) return false;
  const command = processCommand(pid);
  return process.platform === "win32" ? command.includes("postgres") : command.includes(dataDir);
}

async function stopServer(pid: number, dataDir: string): Promise<void> {
  if (await stopsAfter("SIGINT", FAST_STOP_MS)) return;
  if (await stopsAfter("SIGQUIT", IMMEDIATE_STOP_MS)) return;
  throw new Error(`A Postgres of an earlier run (process ${pid}) still uses ${dataDir} and does not stop.`);

  async function stopsAfter(signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
    process.kill(pid, signal);
    const until = performance.now() + limitMs;
    while (performance.now() < until && serves(pid, dataDir)) await wait(50);
    return !serves(pid, dataDir);
  }
}
