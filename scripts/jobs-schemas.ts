import { readFile, writeFile } from "node:fs/promises";
import pc from "picocolors";
import { registry } from "@/lib/registry";
import { type Finding, findings } from "./jobs-schemas/compare";
import { type Options, readOptions } from "./jobs-schemas/options";
import { type Snapshot, snapshot, snapshotOf } from "./jobs-schemas/snapshot";

/** Relative to the folder in which the command runs. */
const FILE = "lib/registry.schemas.json";

const HELP = `pnpm jobs:schemas: compares the payload and result schemas of all jobs with ${FILE}.

Rows outlive deploys: a payload that is stored must fit the schema of its version for as long as the row is
kept (docs/versions.md). Anything that stored payloads would not fit needs a new version; so does a type that
is removed need a tombstone. pnpm check runs this.

Usage: pnpm jobs:schemas [options]

  --check         change nothing; exit 1 when something breaks, or the file is not up to date (the default)
  --write         bring the file up to date; refused where something breaks
  --accept TYPE   with --write: take what breaks of this type, of which no row is left anywhere; may be repeated
  --json          one line of JSON on stdout instead of text
  --help          this text

Exit codes: 0 up to date, or written; 1 something breaks, or --check found a difference; 2 wrong command line.
`;

const options = readOptions(HELP);
process.exitCode = await main(options);

async function main({ write, json, accept }: Options): Promise<number> {
  const before = await read();
  const now = snapshotOf(registry);
  const found = findings(before, now);
  const breaking = found.filter(({ kind, type }) => kind === "breaking" && !accept.includes(type));
  const isSame = JSON.stringify(before) === JSON.stringify(now);
  const isWritten = write && !isSame && breaking.length === 0;
  if (isWritten) await writeFile(FILE, `${JSON.stringify(now, null, 2)}\n`);
  const ok = breaking.length === 0 && (isSame || write);
  if (json) say(`${JSON.stringify({ ok, written: isWritten, upToDate: isSame, findings: found })}\n`);
  else report(write ? found : found.filter(({ kind }) => kind === "breaking"), { ok, isSame, isWritten });
  return ok ? 0 : 1;
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
    say(`${kind === "breaking" ? pc.red("breaks") : pc.yellow("note")} ${pc.bold(type)}\n`);
    for (const line of what) say(`  ${line}\n`);
    say(`  → ${advice}\n\n`);
  }
  if (isWritten) say(`${FILE} written: commit it.\n`);
  else if (isSame) say("schemas are as the file has them\n");
  else if (ok || !found.some(({ kind }) => kind === "breaking"))
    say(`${FILE} is not up to date: run pnpm jobs:schemas --write and commit it.\n`);
}

function say(text: string): void {
  process.stdout.write(text);
}
