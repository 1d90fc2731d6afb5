import type { Database } from "@/lib/db/database";
import { namedEnv } from "@/lib/env/named";
import { ForeignDatabaseError, type Owner, ownerName, ownOwner } from "@/lib/jobs/install/owner";
import { adoptDatabase, countOpen, readOwner, takeDatabase } from "@/lib/jobs/install/take";
import { askLine } from "@/scripts/jobs/kit/ask";
import { CommandError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { inDatabase } from "@/scripts/jobs/kit/in-database";
import { tell } from "@/scripts/jobs/kit/output";
import type { Options } from "./index";

/** Whose the database is, and whether that is new. */
export type Ownership = { owner: string; became: "kept" | "taken" | "adopted" };

/**
 * Sees to it that the database belongs to this environment: one that is nobody's is taken, one of another
 * environment only with `--adopt` and the sentence that says so. `--check` changes nothing.
 *
 * @throws {EnvironmentError} {@link ForeignDatabaseError} {@link CommandError} when an adoption was not confirmed.
 */
export async function ownDatabase(options: Options): Promise<Ownership> {
  namedEnv();
  return inDatabase((db) => own(db, options));
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
  const said = options.confirm ?? (await askLine(`To adopt it, type: ${sentence}\n> `));
  if (said !== sentence) throw notConfirmed(`"${sentence}" was expected, "${said ?? ""}" came`);
  if (!(await adoptDatabase(db, from))) throw notConfirmed("somebody else adopted it meanwhile");
  return { owner, became: "adopted" };
}

async function warn(db: Database, from: Owner): Promise<void> {
  const open = await countOpen(db);
  const total = open.reduce((sum, { count }) => sum + count, 0);
  const types = open.map(({ type, count }) => `  ${count} ${type}\n`).join("");
  tell(
    `This database belongs to environment "${ownerName(from)}". Adopted, its ${total} open jobs run here:\n${types}`,
  );
}

function notConfirmed(why: string): CommandError {
  const remedy = 'type the sentence, or pass it: --confirm "…"';
  return new CommandError({ what: "the adoption was not confirmed", why, try: remedy }, EXIT.refused);
}
