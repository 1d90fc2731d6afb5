import type { Exit } from "./leash";
import { type Report, withCauses } from "./report";
import { onRunnerLoss } from "./runner-loss";

/** A second Ctrl-C means impatience; within this time it is the same one, passed on by a parent process. */
const SAME_SIGNAL_MS = 500;
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The end of a launcher: what has been started, to be stopped in reverse. */
export type Shutdown = {
  /** Remembers how to stop what was just started. */
  add: (stop: () => Promise<unknown>) => void;
  /** Ends everything when this ends without being asked, naming it and showing what it said last. */
  watch: (name: string, exited: Promise<Exit>) => void;
  /** Stops everything and ends the process. Never settles; later calls change nothing. */
  now: (code: number) => Promise<never>;
  /** Tells of an error and ends everything with code 1. */
  fail: (error: unknown) => Promise<never>;
};

/**
 * Ends everything in reverse order on Ctrl-C, SIGTERM, a closed terminal, the loss of the `pnpm` that runs
 * this, an uncaught error, or when asked. Whatever cannot be stopped in time ends with the process all the
 * same (`guard.mjs`).
 */
export function createShutdown(report: Report): Shutdown {
  const stops: (() => Promise<unknown>)[] = [];
  let ending: Promise<never> | undefined;
  const now = (code: number) => (ending ??= end(code));
  const fail = (error: unknown) => {
    if (!ending) report.problem(withCauses(error));
    return now(1);
  };

  // Nobody expected this one: where it came from matters more than how it reads.
  process.on("uncaughtException", (error) => void fail(error.stack ?? error));
  process.on("unhandledRejection", (reason) => void fail(reason));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) onSignal(signal);
  onRunnerLoss(() => void now(SIGNAL_CODES.SIGHUP));
  return {
    add: (stop) => void stops.push(stop),
    watch: (name, exited) => void exited.then((exit) => ended(name, exit)),
    now,
    fail,
  };

  function ended(name: string, { code, lastLines }: Exit): void {
    if (ending) return;
    report.problem(`${name} has ended with code ${code}. It said last:`, lastLines);
    void now(1);
  }

  function onSignal(signal: keyof typeof SIGNAL_CODES): void {
    let firstAt: number | undefined;
    process.on(signal, () => {
      firstAt ??= performance.now();
      if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(SIGNAL_CODES[signal]);
      void now(SIGNAL_CODES[signal]);
    });
  }

  async function end(code: number): Promise<never> {
    for (const stop of stops.toReversed()) {
      // One that fails must not keep the others running.
      await stop().catch(() => undefined);
    }
    process.exit(code);
  }
}
