import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import type { Database } from "@/lib/db/database";

/** The engine's database on `pg` instead of postgres.js, with the settings that `lib/db/client.ts` has there. */
export function connectPg(
  url: string,
  { max = 5 }: { max?: number } = {},
): { db: Database; close: () => Promise<void> } {
  const pool = new Pool({
    connectionString: url,
    max,
    // Covers the wait for a connection too.
    connectionTimeoutMillis: 15_000,
    query_timeout: 15_000,
    idleTimeoutMillis: 20_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: "jobs",
    statement_timeout: 14_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  survive(pool);
  return { db: drizzle(pool), close: () => pool.end() };
}

/** Without these two, a connection that dies idle, or between two statements of a transaction, ends the process. */
function survive(pool: Pool): void {
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
}
