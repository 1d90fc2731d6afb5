import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CommandError } from "@/scripts/jobs/kit/command-error";
import type { Change } from "./plan-job";
import { runTool } from "./run-tool";

/** Says what stored payloads look like. */
export const SCHEMAS = "lib/registry.schemas.json";

/** Writes all, and brings the file of schemas up to date; where that fails, all is as it was before. @throws {CommandError} */
export async function writeAll(changes: readonly Change[]): Promise<void> {
  const undo = await Promise.all([...changes.map(({ path: file }) => file), SCHEMAS].map(restorer));
  try {
    for (const change of changes) {
      await mkdir(path.dirname(change.path), { recursive: true });
      await writeFile(change.path, change.text, { flag: change.isNew ? "wx" : "w" });
    }
    await writeSchemas();
  } catch (error) {
    for (const restore of undo.toReversed()) await restore();
    throw error;
  }
}

/** In a process of its own, which sees the files as they are now. */
async function writeSchemas(): Promise<void> {
  const args = [...process.execArgv, "scripts/jobs.ts", "schemas", "--write"];
  const { code, stdout, stderr } = await runTool(process.execPath, args);
  if (code === 0) return;
  throw new CommandError({
    what: "the schemas could not be brought up to date; nothing was written",
    why: `${stderr} ${stdout}`.replace(/\s+/g, " ").trim().slice(0, 300),
    try: "pnpm jobs:schemas says what breaks; mend that first",
  });
}

/** Puts a file, and the folders that it needs, back as they are now. */
async function restorer(file: string): Promise<() => Promise<void>> {
  const before = existsSync(file) ? await readFile(file) : null;
  if (before !== null) return () => writeFile(file, before);
  const made = firstMissing(file);
  return () => rm(made, { recursive: true, force: true });
}

/** The outermost of the folders that are not there, or the file itself. */
function firstMissing(file: string): string {
  const parent = path.dirname(file);
  return parent === "." || existsSync(parent) ? file : firstMissing(parent);
}
