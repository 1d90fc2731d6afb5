import type { SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { z } from "zod";
import { withoutValues } from "./without-values";

/** Any Drizzle Postgres database: the engine does not know its driver. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** What `Database.transaction` passes to its callback. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** Where a statement runs: the database itself or a transaction in it. */
export type Executor = Pick<Database, "execute">;

/**
 * Runs one statement and checks each row that comes back against `row`.
 *
 * @throws {z.ZodError} when a row does not fit: the statement and its shape disagree.
 * @throws the driver's error, without the statement's values.
 */
export async function query<Row extends z.ZodType>(
  executor: Executor,
  row: Row,
  statement: SQL,
): Promise<z.output<Row>[]> {
  return z.array(row).parse(rowsOf(await executed(executor, statement)));
}

async function executed(executor: Executor, statement: SQL): Promise<unknown> {
  try {
    return await executor.execute(statement);
  } catch (error) {
    throw withoutValues(error);
  }
}

/** postgres.js answers with an array, node-postgres with `{ rows }`. */
function rowsOf(result: unknown): unknown {
  return Array.isArray(result) ? [...result] : z.object({ rows: z.array(z.unknown()) }).parse(result).rows;
}
