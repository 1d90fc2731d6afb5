import { processCommand, processParent, processStart } from "./process-identity";

const RUNNER = /\b(pnpm|npm|npx|tsx)\b/;
const RUNNERS_MAX = 12;
const LOOK_EVERY_MS = 500;

/**
 * Calls back once when a program that was started to run this one, such as `npx` or `pnpm`, is gone while
 * this one lives: killed with SIGKILL it could pass nothing on. A shell further up does not count, so that
 * `nohup` keeps its meaning.
 */
export function onRunnerLoss(callback: () => void): void {
  const runners = runnersAbove(process.ppid);
  const timer = setInterval(() => {
    if (runners.every(({ pid, start }) => processStart(pid) === start)) return;
    clearInterval(timer);
    callback();
  }, LOOK_EVERY_MS);
  timer.unref();
}

function runnersAbove(nearest: number): { pid: number; start: string | null }[] {
  const runners = [];
  let pid = nearest;
  while (pid > 1 && runners.length < RUNNERS_MAX && RUNNER.test(processCommand(pid))) {
    runners.push({ pid, start: processStart(pid) });
    // Asking another system than Linux costs a process each time: there the nearest one must do.
    pid = process.platform === "linux" ? processParent(pid) : 0;
  }
  return runners;
}
