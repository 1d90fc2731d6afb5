import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { loadEnvFiles } from "@/scripts/local/environment";
import { errorColours } from "./colours";
import { CommandError } from "./command-error";
import { EXIT, type ExitCode } from "./exit-code";
import { explain } from "./explain";
import { endWithThePipe, say, sayJson, tell } from "./output";
import type { Verb } from "./verb";

/** Does what a command line says, or tells in three lines why not. @returns what the process is to end with. */
export async function runVerb(verb: Verb, args: readonly string[]): Promise<ExitCode> {
  endWithThePipe();
  try {
    const call = verb.read(args);
    if (call.isHelp) {
      say(verb.help);
      return EXIT.ok;
    }
    if (verb.needs === "environment") useVariables(call.envFile);
    return await call.run();
  } catch (error) {
    const { failure, exitCode } = explain(error);
    if (args.includes("--json")) sayJson({ ok: false, ...failure });
    tell(
      `${errorColours.red(`jobs:${verb.name}:`)} ${failure.what}\n  why: ${failure.why}\n  try: ${failure.try}\n`,
    );
    return exitCode;
  }
}

function useVariables(envFile: string | undefined): void {
  if (envFile !== undefined) Object.assign(process.env, readVariables(envFile));
  // A launcher marks its variables as complete, in Next's own way: then no file is to add any.
  else if (!isComplete()) loadEnvFiles();
  // What a command does it tells itself; a line for each row is for servers.
  process.env.LOG_LEVEL ??= "silent";
  // The SDK tells the console about each refused call; here the three lines of a failure do.
  console.warn = () => undefined;
  console.error = () => undefined;
}

function isComplete(): boolean {
  const { __NEXT_PROCESSED_ENV: mark } = process.env;
  return Boolean(mark);
}

function readVariables(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      { what: `${file} cannot be read`, why, try: "give the path of a file with lines such as NAME=value" },
      EXIT.usage,
    );
  }
}
