import type { Finding } from "./finding";

/** Processes of the soak that still run after its end. */
export function leftovers(pids: readonly number[]): Finding[] {
  return pids
    .filter(isRunning)
    .map((pid) => ({ kind: "unsound", jobId: null, text: `process ${pid} still runs` }));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
