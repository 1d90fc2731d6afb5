import { defineCommand, runMain } from "citty";
import pc from "picocolors";
import { banner } from "./banner";
import { randomCredentials } from "./credentials";
import { type QStashLocal, startQStashLocal } from "./server";

const command = defineCommand({
  meta: {
    name: "qstash-local",
    description:
      "A local server that speaks the QStash API to the official SDK. For development and tests only.",
  },
  args: {
    port: { type: "string", default: "8080", description: "Port on 127.0.0.1; 0 picks a free one" },
    "random-keys": {
      type: "boolean",
      description: "New token and signing keys instead of the published test user's",
    },
    data: {
      type: "string",
      description: "Folder that keeps everything across restarts; without it, memory only",
    },
    quiet: { type: "boolean", description: "No line per delivery" },
  },
  async run({ args, rawArgs }) {
    refuseUnknown(rawArgs, args._);
    const server = await start(readPort(args.port), args);
    console.log(`${banner(server)}\n`);
    stopOnSignal(server);
  },
});

void runMain(command);

/** citty takes any option; a misspelt one must not start a server on the default port. */
function refuseUnknown(rawArgs: string[], positionals: string[]): void {
  const known = /^(--(port|data)(=.*)?|--random-keys|--quiet)$/;
  const unknown = rawArgs.find((arg) => arg.startsWith("-") && !known.test(arg)) ?? positionals[0];
  if (unknown !== undefined) fail(`unknown argument "${unknown}": --help lists what there is`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  return fail(`invalid --port "${text}": expected a number from 0 to 65535`);
}

async function start(
  port: number,
  options: { quiet?: boolean; "random-keys"?: boolean; data?: string },
): Promise<QStashLocal> {
  const credentials = options["random-keys"] ? randomCredentials() : {};
  const log = options.quiet ? undefined : (line: string) => console.log(`${timeOfDay()} ${line}`);
  try {
    return await startQStashLocal({ port, log, data: options.data, ...credentials });
  } catch (error) {
    return fail(explain(error, port));
  }
}

function explain(error: unknown, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `port ${port} is taken: stop what uses it, or choose another one with --port ${port + 1} (0 picks a free one)`;
  }
  if (code === "EACCES")
    return `port ${port} needs special rights: choose one above 1023, for example --port 8080`;
  return String(error);
}

function stopOnSignal(server: QStashLocal): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
}

function timeOfDay(): string {
  return pc.dim(new Date().toTimeString().slice(0, 8));
}

function fail(message: string): never {
  console.error(`${pc.red("qstash-local:")} ${message}`);
  process.exit(1);
}
