import { parseOptions, wrongUsage } from "@/scripts/local/parse-options";

export type Options = {
  write: boolean;
  json: boolean;
  /** Types whose breaking changes are taken: none of their rows is left anywhere. */
  accept: readonly string[];
};

/** Reads the command line. `--help` prints the text and ends with 0; anything unknown says so and ends with 2. */
export function readOptions(help: string): Options {
  const { help: isHelp = false, check = false, write = false, json = false, accept = [] } = parse();
  if (isHelp) {
    process.stdout.write(help);
    return process.exit(0);
  }
  if (check && write) return wrongUsage("--check and --write: give one of them.");
  if (accept.length > 0 && !write) return wrongUsage("--accept goes with --write.");
  return { write, json, accept };
}

function parse() {
  return parseOptions({
    help: { type: "boolean" },
    check: { type: "boolean" },
    write: { type: "boolean" },
    json: { type: "boolean" },
    accept: { type: "string", multiple: true },
  });
}
