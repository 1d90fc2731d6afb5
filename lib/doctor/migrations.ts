import { sql } from "drizzle-orm";
import { z } from "zod";
import journal from "@/drizzle/meta/_journal.json";
import { type Executor, query } from "@/lib/db/database";
import { type Finding, failure, ok, warning } from "./finding";

/** Whether the database has the tables that this deploy knows. */
export async function checkMigrations(executor: Executor): Promise<Finding> {
  const { exists, mayRead } = await readJournal(executor);
  if (!exists) return failure("migrations", "the database has no tables of ours", FIX);
  if (!mayRead)
    return warning(
      "migrations",
      "this role may not read which migrations were applied",
      "look with the role that migrates, or grant usage on schema drizzle, and select on its table",
    );
  const latest = await latestApplied(executor);
  const missing = journal.entries.filter(({ when }) => when > latest).map(({ tag }) => tag);
  const newest = journal.entries.at(-1);
  if (missing.length > 0) return failure("migrations", `not applied yet: ${missing.join(", ")}`, FIX);
  if (newest !== undefined && newest.when < latest)
    return warning(
      "migrations",
      "the database has migrations that this deploy does not know",
      "another deploy has gone ahead: bring this one up to it",
    );
  return ok("migrations", `up to date: ${newest?.tag ?? "none"}`);
}

const FIX = "pnpm db:migrate";

/** From the catalogues, which anybody may read. */
async function readJournal(executor: Executor): Promise<{ exists: boolean; mayRead: boolean }> {
  const [row] = await query(
    executor,
    z.object({ mayRead: z.boolean() }),
    sql`select has_schema_privilege(pg_namespace.oid, 'usage') and has_table_privilege(pg_class.oid, 'select') as "mayRead"
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname = 'drizzle' and relname = '__drizzle_migrations'`,
  );
  return { exists: row !== undefined, mayRead: row?.mayRead ?? false };
}

async function latestApplied(executor: Executor): Promise<number> {
  const [row] = await query(
    executor,
    z.object({ latest: z.coerce.number() }),
    sql`select coalesce(max(created_at), 0) as latest from drizzle.__drizzle_migrations`,
  );
  return row?.latest ?? 0;
}
