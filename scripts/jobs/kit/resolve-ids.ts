import type { Database } from "@/lib/db/database";
import { findJobIds } from "@/lib/jobs/reading/find-job-ids";
import { CommandError } from "./command-error";
import { EXIT } from "./exit-code";

/**
 * The job that somebody means by an id, or by the last six digits of it or more.
 *
 * @throws {CommandError} where there is none, or several.
 */
export async function resolveId(db: Database, text: string): Promise<string> {
  const [found, ...others] = await findJobIds(db, text);
  if (found === undefined) throw notFound(text);
  if (others.length === 0) return found;
  throw new CommandError(
    {
      what: `"${text}" is not the end of one id`,
      why: `it fits ${[found, ...others].join(", ")}${others.length > 8 ? " and perhaps others" : ""}`,
      try: "give more of the id",
    },
    EXIT.usage,
  );
}

/** The same for several; each once. */
export async function resolveIds(db: Database, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const text of texts) found.push(await resolveId(db, text));
  return [...new Set(found)];
}

function notFound(text: string): CommandError {
  return new CommandError(
    {
      what: `there is no job "${text}"`,
      why: "it takes a whole id, or its last six digits or more, which are looked for among the newest million jobs",
      try: "pnpm jobs:list shows what there is; is it this database?",
    },
    EXIT.notFound,
  );
}
