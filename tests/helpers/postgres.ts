import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import { connect } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { databaseUrl } from "./postgres-url";

/** A database of one test file. */
export type TestDatabase = {
  /** Superuser's; `pg_stat_statements` is preloaded, `create extension` makes it visible. */
  url: string;
  /** Deletes the database, with whoever is still connected to it. */
  drop(): Promise<void>;
};

/** A fresh, migrated database, copied from the run's template. Drop it in `afterAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  const { serverUrl, template } = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  return {
    url: databaseUrl(serverUrl, name),
    drop: () => administer(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

/** The same with a connection of the app's own to it. `stop` closes it and drops the database. */
export async function connectedDatabase(): Promise<{ db: Database; stop: () => Promise<void> }> {
  const own = await testDatabase();
  const { db, close } = connect(own.url);
  return {
    db,
    async stop() {
      await close();
      await own.drop();
    },
  };
}

async function administer(url: string, run: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}
