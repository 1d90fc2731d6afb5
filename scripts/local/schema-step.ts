import { migrateDatabase } from "@/lib/db/migrate";
import { adminSql } from "./admin-sql";
import type { Launch } from "./launch";

/** Brings the schema of a database up to date. */
export async function migrateSchema({ report }: Pick<Launch, "report">, url: string): Promise<void> {
  await report.step(
    "schema",
    "migrating",
    async () => {
      const before = await countMigrations(url);
      await migrateDatabase(url);
      return { before, after: await countMigrations(url) };
    },
    ({ before, after }) => ({
      what: `${after} migrations`,
      where: after === before ? "up to date" : `${after - before} applied`,
    }),
  );
}

async function countMigrations(url: string): Promise<number> {
  return adminSql(url, async (sql) => {
    const [found] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as is_there`;
    if (!found?.is_there) return 0;
    const [row] = await sql`select count(*)::int as count from drizzle.__drizzle_migrations`;
    return Number(row?.count);
  });
}
