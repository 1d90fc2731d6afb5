import { parseOptions } from "@/scripts/local/parse-options";

export type Options = {
  check: boolean;
  list: boolean;
  /** With `--check`, `--dry-run` and `--list`: nothing is changed. */
  isReadOnly: boolean;
  json: boolean;
  adopt: boolean;
  /** The sentence that confirms an adoption, where nobody is asked. */
  confirm: string | undefined;
};

/** Reads the command line. `--help` prints the text and ends with 0; anything unknown says so and ends with 2. */
export function readOptions(help: string): Options {
  const {
    help: isHelp = false,
    check = false,
    list = false,
    json = false,
    adopt = false,
    ...others
  } = parse();
  const isReadOnly = check || list || others["dry-run"] === true;
  if (!isHelp) return { check, list, isReadOnly, json, adopt, confirm: others.confirm };
  process.stdout.write(help);
  return process.exit(0);
}

function parse() {
  return parseOptions({
    help: { type: "boolean" },
    check: { type: "boolean" },
    "dry-run": { type: "boolean" },
    list: { type: "boolean" },
    json: { type: "boolean" },
    adopt: { type: "boolean" },
    confirm: { type: "string" },
  });
}
