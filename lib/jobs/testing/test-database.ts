import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Database, query } from "@/lib/db/database";

/** Such as `app_test`, `test-3` or `test_5f2c`; not `contest` or `latest`. */
const TEST_NAME = /(^|[^a-z])tests?([^a-z]|$)/i;

/**
 * The app's database, if it is one for tests: `NODE_ENV` is `test` and the word "test" stands in the database's name.
 * Two keys, of which production has neither.
 *
 * @throws {Error} saying which of them is missing. Nothing was written.
 */
export async function testDatabase(verb: string): Promise<Database> {
  const { NODE_ENV } = process.env;
  if (NODE_ENV !== "test")
    throw new Error(`${verb} is for tests: expected NODE_ENV to be "test", it is "${NODE_ENV}".`);
  const db = database();
  const [row] = await query(db, z.object({ name: z.string() }), sql`select current_database() as name`);
  if (row === undefined || !TEST_NAME.test(row.name))
    throw new Error(
      `${verb} is for databases of tests: expected "test" as a word in the database's name, such as "app_test"; ` +
        `DATABASE_URL leads to "${row?.name}".`,
    );
  return db;
}
