import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Is there a process with this id? True also for one that we may not signal. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * When the process started, in the system's own notation; null when there is none. Together with the id it
 * names one process for good, whereas ids alone are given out again, in containers within minutes.
 */
export function processStart(pid: number): string | null {
  if (!isRunning(pid)) return null;
  if (process.platform === "linux") return linuxStart(pid);
  return askSystem("ps", ["-o", "lstart=", "-p", String(pid)]) ?? "unknown";
}

/** The command line of a process, or on Windows its program; empty when it cannot be learned. */
export function processCommand(pid: number): string {
  if (process.platform === "linux") return readQuietly(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  if (process.platform === "win32") return askSystem("tasklist", ["/NH", "/FI", `PID eq ${pid}`]) ?? "";
  return askSystem("ps", ["-o", "command=", "-p", String(pid)]) ?? "";
}

/** The process that started it, or took it over; 0 when that cannot be learned. */
export function processParent(pid: number): number {
  if (process.platform === "linux") return Number(linuxStat(pid)[1] ?? 0);
  if (process.platform === "win32") return 0;
  return Number(askSystem("ps", ["-o", "ppid=", "-p", String(pid)]) ?? 0);
}

function linuxStart(pid: number): string | null {
  const fields = linuxStat(pid);
  // A zombie has ended; only its parent has not asked how.
  return fields[0] === "Z" ? null : (fields[19] ?? null);
}

/** The fields from the state on; the program's name before them may hold blanks and brackets. */
function linuxStat(pid: number): string[] {
  const stat = readQuietly(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function askSystem(command: string, args: string[]): string | null {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
