import { type ParsedArgs, parseArgs } from "citty";
import { limits } from "./limits";
import type { QStashLocalOptions } from "./server-options";

/** What the command line takes. */
export const flags = {
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

/** Everything but `log`; `quiet` says that nobody wants one. */
type Options = Omit<QStashLocalOptions, "log"> & { port: number; quiet: boolean };

/** Reads a command line. @throws {Error} that names the flag, what was expected and what came. */
export function readFlags(rawArgs: string[]): Options {
  const given = parseArgs<typeof flags>(rawArgs, flags);
  refuseUnknown(rawArgs, given);
  return {
    port: readPort(given.port),
    data: readFolder(given.data),
    randomKeys: given["random-keys"] ?? false,
    parallelism: readNumber("parallelism", given.parallelism),
    delayScale: readScale(given["delay-scale"]),
    burstLimit: readNumber("burst-limit", given["burst-limit"]),
    dailyLimit: readNumber("daily-limit", given["daily-limit"]),
    quiet: given.quiet ?? false,
  };
}

/** citty takes any option; a misspelt one must not start a server on the default port. */
function refuseUnknown(rawArgs: string[], { _: positionals }: ParsedArgs<typeof flags>): void {
  const types = new Map(Object.entries(flags).map(([name, { type }]) => [`--${name}`, type]));
  const isKnown = (arg: string) => types.has(arg) || types.get(arg.split("=", 1)[0] ?? "") === "string";
  const unknown = rawArgs.find((arg) => arg.startsWith("-") && !isKnown(arg)) ?? positionals[0];
  if (unknown !== undefined) throw new Error(`unknown argument "${unknown}": --help lists what there is`);
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`invalid --port "${text}": expected a number from 0 to 65535`);
}

function readFolder(text: string | undefined): string | undefined {
  if (text !== "") return text;
  throw new Error('invalid --data "": expected a folder, such as --data .data/qstash');
}

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`invalid --${name} "${text}": expected a whole number of at least 1`);
}

/** The server itself knows the bounds. */
function readScale(text: string): number {
  if (/^\d*\.?\d+$/.test(text)) return Number(text);
  throw new Error(`invalid --delay-scale "${text}": expected a number, such as 0.001`);
}
