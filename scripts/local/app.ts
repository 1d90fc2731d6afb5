import { setTimeout as wait } from "node:timers/promises";
import type { Launch } from "./launch";
import { type Leashed, runLeashed } from "./leash";
import { type Environment, nextBuild, nextServer } from "./next";

export type AppOptions = {
  /** `next dev`, or `next start` on a build. */
  command: "dev" | "start";
  /** Where the app is. Default: the repository's own. */
  folder?: string;
  port: number;
  /** All of them; the app sees nothing else. */
  environment: Environment;
  /** Receives what the app writes once it answers. Default: nobody. */
  onLine?: (line: string) => void;
};

/** The app as a process of its own, which may be killed and started again. */
export type App = {
  /** The current process. */
  pid: () => number;
  /** What it wrote last. */
  lastLines: () => readonly string[];
  /** Starts it and waits until it answers. */
  start: () => Promise<void>;
  /** Ends it at once with SIGKILL, as a crash would. */
  kill: () => Promise<void>;
};

/** Whoever ends what was started. */
type Holder = { shutdown: Pick<Launch["shutdown"], "add" | "watch"> };

/** The app on a port of the loopback address. It ends everything when it ends without being asked. */
export function createApp({ shutdown }: Holder, options: AppOptions): App {
  let current: Leashed | undefined;
  let answers = false;
  shutdown.add(stop);
  return { pid: () => current?.pid ?? 0, lastLines: () => current?.lastLines ?? [], start, kill };

  async function start(): Promise<void> {
    answers = false;
    const started = await runNext(options, (line) => {
      if (answers) options.onLine?.(line);
    });
    current = started;
    const exited = unlessReplaced(started);
    shutdown.watch("next", exited);
    await untilAnswering(options.port, exited);
    // Next logs the request that it just answered a moment later.
    await wait(100);
    answers = true;
  }

  async function stop(): Promise<void> {
    answers = false;
    const stopped = current;
    current = undefined;
    await stopped?.stop();
  }

  function unlessReplaced(process: Leashed): Leashed["exited"] {
    return new Promise((resolve) => {
      void process.exited.then((exit) => process === current && resolve(exit));
    });
  }

  async function kill(): Promise<void> {
    const killed = current;
    current = undefined;
    killed?.signal("SIGKILL");
    await killed?.exited;
  }
}

/** Builds the repository's own app, and shows what the build wrote only if it fails. */
export function buildApp({ shutdown }: Launch, environment: Environment): Promise<void> {
  return nextBuild({ environment, onStarted: (build) => shutdown.add(() => build.stop()) });
}

function runNext(
  { command, folder, port, environment }: AppOptions,
  onLine: (line: string) => void,
): Promise<Leashed> {
  return runLeashed({
    command: process.execPath,
    args: nextServer(command, port, folder),
    env: environment,
    onLine,
  });
}

/** @throws {Error} when it ends before it answers. */
async function untilAnswering(port: number, exited: Leashed["exited"]): Promise<void> {
  const ended = exited.then(() => "ended" as const);
  for (;;) {
    const now = await Promise.race([ended, answersOn(port)]);
    if (now === "ended") throw new Error("next ended before it answered");
    if (now) return;
    await wait(100);
  }
}

async function answersOn(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`, { redirect: "manual", signal: AbortSignal.timeout(60_000) });
    return true;
  } catch {
    return false;
  }
}
