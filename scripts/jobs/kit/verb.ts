import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearest } from "@/lib/jobs/nearest";
import { usageError } from "./command-error";
import type { ExitCode } from "./exit-code";
import { helpOf } from "./help";

/** An option of a verb, as `--help` explains it. */
export type Option = {
  type: "boolean" | "string";
  /** May be given several times. */
  multiple?: boolean;
  /** What stands for its value in the help, such as `TYPE`. */
  value?: string;
  says: string;
};

type Options = Readonly<Record<string, Option>>;

const COMMON = {
  json: { type: "boolean", says: "one line of JSON on stdout instead of text" },
  "env-file": {
    type: "string",
    value: "FILE",
    says: "the variables of this file, which win over those that are set; no .env file is read then",
  },
  help: { type: "boolean", says: "this text" },
} as const satisfies Options;

type Values<Own extends Options> = ReturnType<
  typeof parseArgs<{ options: Own & typeof COMMON; allowPositionals: true; strict: true }>
>["values"];

type Given<Own extends Options> = { values: Values<Own>; positionals: string[] };

export type VerbSpec<Own extends Options = Options> = {
  name: string;
  /** What follows the options, such as `[id…]`; empty where nothing may. */
  takes: string;
  about: string;
  options: Own;
  /** What its exit codes mean beyond what they always do. */
  exits?: string;
  /** `nothing`: it reads no variable and no `.env` file. */
  needs: "environment" | "nothing";
  run(given: Given<Own>): Promise<ExitCode>;
};

/** A verb of the command line: what `--help` says, and what it does with what is given to it. */
export type Verb = {
  name: string;
  help: string;
  needs: VerbSpec["needs"];
  /** @throws {CommandError} when it makes no sense. */
  read(args: readonly string[]): Call;
};

/** A command line that makes sense. */
type Call = {
  isHelp: boolean;
  isJson: boolean;
  envFile: string | undefined;
  run(): Promise<ExitCode>;
};

/** Declares a verb. */
export function defineVerb<const Own extends Options>(spec: VerbSpec<Own>): Verb {
  const options = { ...spec.options, ...COMMON };
  return {
    name: spec.name,
    needs: spec.needs,
    help: helpOf(spec, options),
    read(args) {
      const { help: isHelp, json: isJson, "env-file": envFile } = common(args);
      if (isHelp) return { isHelp, isJson, envFile, run: async () => 0 };
      const given = parse(spec, args, options);
      return { isHelp, isJson, envFile, run: () => spec.run(given) };
    },
  };
}

/** Reads what all verbs have, whatever else there is. */
function common(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: COMMON, strict: false, allowPositionals: true });
  const file = values["env-file"];
  return {
    help: values.help === true,
    json: values.json === true,
    "env-file": typeof file === "string" ? file : undefined,
  };
}

function parse<Own extends Options>(
  { name, takes }: VerbSpec<Own>,
  args: readonly string[],
  options: Own & typeof COMMON,
): Given<Own> {
  refuseUnknown(name, args, options);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    const [first] = positionals;
    if (first === undefined || takes !== "") return { values, positionals };
    throw usageError(`"${first}" is one word too many`, `jobs:${name} takes options only`, name);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [why = ""] = error.message.split(/(?<=[.'])\s/);
    throw usageError("an option is not as it should be", why, name);
  }
}

function refuseUnknown(
  verb: string,
  args: readonly string[],
  options: ParseArgsConfig["options"] = {},
): void {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option" || Object.hasOwn(options, token.name)) continue;
    const best = nearest(token.name, Object.keys(options));
    const hint = best === undefined ? "" : `; the nearest is --${best}`;
    throw usageError(`unknown option ${token.rawName}`, `jobs:${verb} has no such option${hint}`, verb);
  }
}
