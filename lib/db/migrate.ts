import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Any number that nothing else in the database locks; "jobs" in ASCII. */
const LOCK_KEY = 0x6a_6f_62_73;

/**
 * Brings the schema up to date. Safe to run from several processes at once: they take turns, since Drizzle's
 * own migrator has no lock. Needs a session-level connection, not a transaction pooler.
 *
 * @throws when the database cannot be reached, or another migration holds the lock for over a minute.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, {
    max: 1,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: "jobs-migrate", lock_timeout: 60_000 },
  });
  try {
    await client`select pg_advisory_lock(${LOCK_KEY})`;
    await migrate(drizzle(client), { migrationsFolder: path.join(process.cwd(), "drizzle") });
  } finally {
    // Ending the session releases the lock.
    await client.end({ timeout: 5 });
  }
}
