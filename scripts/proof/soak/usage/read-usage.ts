import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";

/** What one process holds: resident memory in megabytes, and open files, sockets among them. */
export type Usage = { rssMb: number; files: number };

/** Whether this system tells it: Linux does, in /proc. */
export const CAN_READ_USAGE = existsSync("/proc/self/status");

/** What the process holds now; null for one that has ended. */
export async function readUsage(pid: number): Promise<Usage | null> {
  try {
    const [status, files] = await Promise.all([
      readFile(`/proc/${pid}/status`, "utf8"),
      readdir(`/proc/${pid}/fd`),
    ]);
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    // A process that is just ending has no memory any more.
    return kilobytes === undefined
      ? null
      : { rssMb: Math.round(Number(kilobytes) / 1024), files: files.length };
  } catch {
    return null;
  }
}
