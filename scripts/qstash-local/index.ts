import { defineCommand, runMain } from "citty";
import pc from "picocolors";
import { banner } from "./banner";
import { limits } from "./limits";
import { type QStashLocal, type QStashLocalOptions, startQStashLocal } from "./server";
import { readDelayScale } from "./time/time-input";

const args = {
  port: { type: "string", default: "8080", description: "Port on 127.0.0.1; 0 picks a free one" },
  data: {
    type: "string",
    description: "Folder that keeps everything across restarts and crashes (default: memory)",
  },
  "random-keys": {
    type: "boolean",
    description:
      "A token and keys that nobody else knows, instead of the published test users'; with --data, the same each time",
  },
  parallelism: {
    type: "string",
    default: String(limits.parallelism),
    description: "Deliveries that may wait for an answer at once",
  },
  "delay-scale": {
    type: "string",
    default: "1",
    description: "Multiplies every wait of a message: 0.001 makes 30 minutes 1.8 s, 0 is no wait",
  },
  "burst-limit": {
    type: "string",
    description: "Requests per second to all endpoints but publish, enqueue and batch (default: no limit)",
  },
  "daily-limit": {
    type: "string",
    description: "Messages per day through publish, enqueue and batch (default: no limit)",
  },
  quiet: { type: "boolean", description: "No line per delivery" },
} as const;

const command = defineCommand({
  meta: {
    name: "qstash-local",
    description:
      "A local server that speaks the QStash API to the official SDK. For development and tests only.",
  },
  args,
  async run({ args: given, rawArgs }) {
    refuseUnknown(rawArgs, given._);
    const server = await start({
      port: readPort(given.port),
      data: readFolder(given.data),
      parallelism: readLimit("parallelism", given.parallelism),
      delayScale: readScale(given["delay-scale"]),
      log: given.quiet ? undefined : (line) => console.log(`${timeOfDay()} ${line}`),
      randomKeys: given["random-keys"],
      burstLimit: readLimit("burst-limit", given["burst-limit"]),
      dailyLimit: readLimit("daily-limit", given["daily-limit"]),
    });
    console.log(`${banner(server, given.data)}\n`);
    stopOnSignal(server);
  },
});

void runMain(command);

/** citty takes any option; a misspelt one must not start a server on the default port. */
function refuseUnknown(rawArgs: string[], positionals: string[]): void {
  const known = new Map(Object.entries(args).map(([name, { type }]) => [`--${name}`, type]));
  const isKnown = (arg: string) => known.has(arg) || known.get(arg.split("=", 1)[0] ?? "") === "string";
  const unknown = rawArgs.find((arg) => arg.startsWith("-") && !isKnown(arg)) ?? positionals[0];
  if (unknown !== undefined) fail(`unknown argument "${unknown}": --help lists what there is`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  return fail(`invalid --port "${text}": expected a number from 0 to 65535`);
}

function readFolder(text: string | undefined): string | undefined {
  return text === "" ? fail('invalid --data "": expected a folder, such as --data .data/qstash') : text;
}

function readScale(text: string): number {
  try {
    return readDelayScale("--delay-scale", /^\d*\.?\d+$/.test(text) ? Number(text) : text);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function readLimit(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  return fail(`invalid --${name} "${text}": expected a whole number of at least 1`);
}

async function start(options: QStashLocalOptions & { port: number }): Promise<QStashLocal> {
  try {
    return await startQStashLocal(options);
  } catch (error) {
    return fail(explain(error, options.port));
  }
}

function explain(error: unknown, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `port ${port} is taken: stop what uses it, or choose another one with --port ${port + 1} (0 picks a free one)`;
  }
  if (code === "EACCES")
    return `port ${port} needs special rights: choose one above 1023, for example --port 8080`;
  return error instanceof Error ? error.message : String(error);
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
