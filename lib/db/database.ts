import type { SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { z } from "zod";

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
 */
export async function query<Row extends z.ZodType>(
  executor: Executor,
  row: Row,
  statement: SQL,
): Promise<z.output<Row>[]> {
  const result: unknown = await executor.execute(statement);
  return z.array(row).parse(rowsOf(result));
}

/** postgres.js answers with an array, node-postgres with `{ rows }`. */
function rowsOf(result: unknown): unknown {
  return Array.isArray(result) ? [...result] : z.object({ rows: z.array(z.unknown()) }).parse(result).rows;
}
