import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Leashed, runLeashed } from "./leash";

const HOST = "127.0.0.1";
const { resolve } = createRequire(import.meta.url);
const PROGRAM = resolve("next/dist/bin/next");

/** Variables for a child process. */
export type Environment = NodeJS.ProcessEnv;

/** The version of Next, such as `16.4.6`. */
export function nextVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(resolve("next/package.json"), "utf8"));
  return version;
}

/** Arguments of node that run the app in `folder`, or the repository's own, on a port of the loopback address. */
export function nextServer(command: "dev" | "start", port: number, folder?: string): string[] {
  return [...nextArgs(command, folder), "--hostname", HOST, "--port", String(port)];
}

type BuildOptions = {
  /** All of them; the build sees nothing else. */
  environment: Environment;
  /** Where the app is. Default: the repository's own. */
  folder?: string | undefined;
  onLine?: (line: string) => void;
  /** Receives the build while it runs, for whoever may have to end it. */
  onStarted?: (build: Leashed) => void;
};

/** Runs `next build`. @throws {Error} with the last lines that it wrote, when it fails. */
export async function nextBuild({ environment, folder, onLine, onStarted }: BuildOptions): Promise<void> {
  const build = await runLeashed({
    command: process.execPath,
    args: nextArgs("build", folder),
    env: environment,
    ...(onLine === undefined ? {} : { onLine }),
  });
  onStarted?.(build);
  const { code, lastLines } = await build.exited;
  if (code !== 0) throw new Error(`next build failed:\n${lastLines.join("\n")}`);
}

function nextArgs(command: string, folder?: string): string[] {
  return [PROGRAM, command, ...(folder === undefined ? [] : [folder])];
}
