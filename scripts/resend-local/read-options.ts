import { parseArgs } from "node:util";

export type CommandLine = { help: boolean; port: number; apiKey?: string; requestsPerSecond?: number };

/** Thrown for a command line that makes no sense; its message says what would. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Reads the command line. @throws {UsageError} */
export function readOptions(args: string[]): CommandLine {
  const values = parse(args);
  return {
    help: values.help ?? false,
    port: wholeNumber("--port", values.port ?? "8090", { least: 0, most: 65_535 }),
    apiKey: values["api-key"],
    requestsPerSecond: optional(values["rate-limit"], (value) =>
      wholeNumber("--rate-limit", value, { least: 1, most: 10_000 }),
    ),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string" },
        "api-key": { type: "string" },
        "rate-limit": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)} (--help lists the options)`,
    );
  }
}

function optional<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function wholeNumber(
  option: string,
  value: string,
  { least, most }: { least: number; most: number },
): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new UsageError(`${option} takes a whole number from ${least} to ${most}, got "${value}".`);
}
