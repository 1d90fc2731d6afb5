import { DrizzleQueryError, sql } from "drizzle-orm";
import { connect, useDatabase } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { env } from "@/lib/env/env";
import { namedEnv } from "@/lib/env/named";
import { assertOwnDatabase } from "@/lib/jobs/install/owner";

/** Thrown when the database does not answer as it should. */
export class DatabaseProblem extends Error {
  override name = "DatabaseProblem";

  static of(cause: unknown): DatabaseProblem {
    return new DatabaseProblem("the database does not answer as it should", { cause });
  }
}

/**
 * Lets `work` read the app's database, over a pool that ends with it.
 *
 * @throws {EnvironmentError} {@link DatabaseProblem} and what `work` throws.
 */
export async function inDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const { db, close } = connect(databaseUrl(), { max: 4 });
  useDatabase(db);
  try {
    await db.execute(sql`select 1`).catch((error: unknown) => {
      throw DatabaseProblem.of(error);
    });
    return await work(db);
  } catch (error) {
    throw isOfDatabase(error) ? DatabaseProblem.of(error) : error;
  } finally {
    await close();
  }
}

/**
 * The same for work that changes something: only where the environment has a name, and in a database of it.
 *
 * @throws {ForeignDatabaseError} beside what {@link inDatabase} throws. Nothing was changed.
 */
export async function inOwnDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  namedEnv();
  return inDatabase(async (db) => {
    await assertOwnDatabase(db);
    return work(db);
  });
}

/** Where the database is and whose it is said to be, for people who are about to change it. */
export function target(): { host: string; database: string; environment: string } {
  const { host, pathname } = new URL(databaseUrl());
  return { host, database: pathname.slice(1), environment: env().JOBS_ENVIRONMENT };
}

function databaseUrl(): string {
  const { DATABASE_URL_DIRECT, DATABASE_URL } = env();
  return DATABASE_URL_DIRECT ?? DATABASE_URL;
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof DrizzleQueryError || (error instanceof Error && error.name === "PostgresError");
}
