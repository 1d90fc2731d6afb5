import { parseOptions } from "./parse-options";

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
  return new Set(Object.keys(parseOptions(options)));
}
