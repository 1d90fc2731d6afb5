import { createWriteStream } from "node:fs";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Leashed, runLeashed } from "@/scripts/local/leash";

/** How long a program may take until it answers, in milliseconds. */
const START_MS_MAX = 60_000;

/** How long until it has stopped: the engine lets runs end for 8 s and gives them back for at most 15 s. */
const STOP_MS_MAX = 30_000;

type ProgramOptions = {
  name: string;
  /** Arguments of node. */
  args: string[];
  /** Asked anew at each start. */
  environment: () => NodeJS.ProcessEnv;
  /** Where it listens on 127.0.0.1. */
  port: number;
  /** Gets every line that it writes. */
  logFile: string;
  onLine?: (line: string) => void;
};

/** A program of the soak that is killed and started again and again. */
export type Program = ReturnType<typeof program>;

/** Makes it; `start` starts it. It cannot outlive this process. */
export function program(options: ProgramOptions) {
  const log = createWriteStream(options.logFile, { flags: "a" });
  const pids: number[] = [];
  let current: Leashed | undefined;

  async function start(): Promise<void> {
    current = await runLeashed({
      command: process.execPath,
      args: options.args,
      env: options.environment(),
      onLine(line) {
        log.write(`${line}\n`);
        options.onLine?.(line);
      },
    });
    pids.push(current.pid);
    await untilListening(options, current);
  }

  /** Sends the signal and waits for the end; SIGKILL after 30 s, which is answered with false. */
  async function end(signal: "SIGKILL" | "SIGTERM"): Promise<boolean> {
    const ending = current;
    ending?.signal(signal);
    const ended = ending?.exited.then(() => true) ?? true;
    const inTime = await Promise.race([ended, wait(STOP_MS_MAX, false, { ref: false })]);
    if (!inTime) ending?.signal("SIGKILL");
    await ended;
    return inTime;
  }

  return {
    name: options.name,
    port: options.port,
    /** Of all its starts. */
    pids,
    start,
    end,
    stop: async () => {
      await current?.stop();
      log.end();
    },
  };
}

async function untilListening({ name, port }: ProgramOptions, { exited, lastLines }: Leashed): Promise<void> {
  const until = performance.now() + START_MS_MAX;
  let hasEnded = false;
  void exited.finally(() => {
    hasEnded = true;
  });
  while (!(await isListening(port))) {
    if (hasEnded || performance.now() > until)
      throw new Error(`${name} does not answer on port ${port}:\n${lastLines.join("\n")}`);
    await wait(50);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
