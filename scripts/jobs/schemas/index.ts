import { readFile, writeFile } from "node:fs/promises";
import { registry } from "@/lib/registry";
import { colours } from "@/scripts/jobs/kit/colours";
import { usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT, type ExitCode } from "@/scripts/jobs/kit/exit-code";
import { say, sayJson } from "@/scripts/jobs/kit/output";
import { defineVerb } from "@/scripts/jobs/kit/verb";
import { type Finding, findings } from "./compare";
import { type Snapshot, snapshot, snapshotOf } from "./snapshot";

/** Relative to the folder in which the command runs. */
const FILE = "lib/registry.schemas.json";

/** `pnpm jobs:schemas` */
export const verb = defineVerb({
  name: "schemas",
  takes: "",
  about: `compares the payload and result schemas of all jobs with ${FILE}.

Rows outlive deploys: a payload that is stored must fit the schema of its version for as long as the row is
kept (docs/versions.md). Anything that stored payloads would not fit needs a new version; so does a type that
is removed need a tombstone. pnpm check runs this.`,
  options: {
    check: {
      type: "boolean",
      says: "change nothing; exit 1 when something breaks, or the file is not up to date (the default)",
    },
    write: { type: "boolean", says: "bring the file up to date; refused where something breaks" },
    accept: {
      type: "string",
      multiple: true,
      value: "TYPE",
      says: "with --write: take what breaks of this type, of which no row is left anywhere; may be repeated",
    },
  },
  exits: "0 up to date, or written; 1 something breaks, or --check found a difference",
  needs: "nothing",
  async run({ values: { check = false, write = false, json = false, accept = [] } }) {
    if (check && write) throw usageError("--check and --write", "only one of them makes sense", "schemas");
    if (accept.length > 0 && !write) throw usageError("--accept alone", "it goes with --write", "schemas");
    return compare({ write, json, accept });
  },
});

type Options = { write: boolean; json: boolean; accept: readonly string[] };

async function compare({ write, json, accept }: Options): Promise<ExitCode> {
  const before = await read();
  const now = snapshotOf(registry);
  const found = findings(before, now);
  const breaking = found.filter(({ kind, type }) => kind === "breaking" && !accept.includes(type));
  const isSame = JSON.stringify(before) === JSON.stringify(now);
  const isWritten = write && !isSame && breaking.length === 0;
  if (isWritten) await writeFile(FILE, `${JSON.stringify(now, null, 2)}\n`);
  const ok = breaking.length === 0 && (isSame || write);
  if (json) sayJson({ ok, written: isWritten, upToDate: isSame, findings: found });
  else report(write ? found : found.filter(({ kind }) => kind === "breaking"), { ok, isSame, isWritten });
  return ok ? EXIT.ok : EXIT.failed;
}

async function read(): Promise<Snapshot> {
  try {
    return snapshot.parse(JSON.parse(await readFile(FILE, "utf8")));
  } catch (error) {
    // A project that begins has none.
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { types: {}, retired: [] };
    throw error;
  }
}

function report(
  found: Finding[],
  { ok, isSame, isWritten }: Record<"ok" | "isSame" | "isWritten", boolean>,
): void {
  for (const { type, kind, what, advice } of found) {
    say(`${kind === "breaking" ? colours.red("breaks") : colours.yellow("note")} ${colours.bold(type)}\n`);
    for (const line of what) say(`  ${line}\n`);
    say(`  → ${advice}\n\n`);
  }
  if (isWritten) say(`${FILE} written: commit it.\n`);
  else if (isSame) say("schemas are as the file has them\n");
  else if (ok || !found.some(({ kind }) => kind === "breaking"))
    say(`${FILE} is not up to date: run pnpm jobs:schemas --write and commit it.\n`);
}
