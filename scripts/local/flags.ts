import { parseArgs } from "node:util";

/**
 * Reads which switches, such as `json` for `--json`, the command line has. `--help` prints the text and
 * ends the process with code 0; anything unknown says so and ends it with code 2.
 */
export function readFlags(help: string, flags: readonly string[]): ReadonlySet<string> {
  const given = parse([...flags, "help"]);
  if (!given.has("help")) return given;
  process.stdout.write(help);
  return process.exit(0);
}

function parse(flags: string[]): Set<string> {
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: "boolean" as const }]));
  try {
    return new Set(Object.keys(parseArgs({ options, allowPositionals: false }).values));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n--help lists them.\n`);
    return process.exit(2);
  }
}
