import { createInterface } from "node:readline";
import { connect } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { namedEnv } from "@/lib/env/named";
import { ForeignDatabaseError, type Owner, ownerName, ownOwner } from "@/lib/jobs/install/owner";
import { adoptDatabase, countOpen, readOwner, takeDatabase } from "@/lib/jobs/install/take";
import type { Options } from "./options";

/** Thrown when the database does not answer as it should. */
export class DatabaseProblem extends Error {}

/** Thrown when an adoption was not confirmed. Nothing was changed. */
export class NotConfirmed extends Error {}

/** Whose the database is, and whether that is new. */
export type Ownership = { owner: string; became: "kept" | "taken" | "adopted" };

/**
 * Sees to it that the database belongs to this environment: one that is nobody's is taken, one of another
 * environment only with `--adopt` and the sentence that says so. `--check` changes nothing.
 *
 * @throws {EnvironmentError} {@link ForeignDatabaseError} {@link NotConfirmed} {@link DatabaseProblem}
 */
export async function ownDatabase(options: Options): Promise<Ownership> {
  const { DATABASE_URL_DIRECT, DATABASE_URL } = namedEnv();
  const { db, close } = connect(DATABASE_URL_DIRECT ?? DATABASE_URL, { max: 1 });
  try {
    return await own(db, options);
  } catch (error) {
    if (error instanceof ForeignDatabaseError || error instanceof NotConfirmed) throw error;
    throw new DatabaseProblem("the database does not answer as it should", { cause: error });
  } finally {
    await close();
  }
}

async function own(db: Database, options: Options): Promise<Ownership> {
  const before = await readOwner(db);
  const mine = ownerName(ownOwner());
  if (before !== null && ownerName(before) !== mine) return adopt(db, before, options);
  if (before !== null || options.isReadOnly) return { owner: mine, became: "kept" };
  const owner = ownerName(await takeDatabase(db));
  if (owner !== mine) throw new ForeignDatabaseError(owner);
  return { owner, became: "taken" };
}

async function adopt(db: Database, from: Owner, options: Options): Promise<Ownership> {
  if (!options.adopt || options.isReadOnly) throw new ForeignDatabaseError(ownerName(from));
  const owner = ownerName(ownOwner());
  const sentence = `adopt ${ownerName(from)} as ${owner}`;
  await warn(db, from);
  const said = options.confirm ?? (await ask(sentence));
  if (said !== sentence)
    throw new NotConfirmed(`"${sentence}" was expected, "${said ?? ""}" came. Nothing was changed.`);
  if (!(await adoptDatabase(db, from)))
    throw new NotConfirmed("Somebody else adopted it meanwhile. Nothing was changed.");
  return { owner, became: "adopted" };
}

async function warn(db: Database, from: Owner): Promise<void> {
  const open = await countOpen(db);
  const total = open.reduce((sum, { count }) => sum + count, 0);
  const types = open.map(({ type, count }) => `  ${count} ${type}\n`).join("");
  process.stderr.write(
    `This database belongs to environment "${ownerName(from)}". Adopted, its ${total} open jobs run here:\n${types}`,
  );
}

/** The next line of standard input; undefined when there is none. */
async function ask(sentence: string): Promise<string | undefined> {
  process.stderr.write(`To adopt it, type: ${sentence}\n> `);
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line.trim();
    return undefined;
  } finally {
    lines.close();
  }
}
