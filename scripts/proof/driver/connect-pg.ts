import { setTimeout as wait } from "node:timers/promises";
import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import type { connect } from "@/lib/db/client";
import { GuardedPool } from "./guarded-pool";

/** The engine's database on `pg` instead of postgres.js, with the settings that `lib/db/client.ts` has there. */
export function connectPg(
  url: string,
  {
    max = 5,
    queryTimeoutSeconds = 15,
    poolTimeoutSeconds = queryTimeoutSeconds,
  }: Parameters<typeof connect>[1] = {},
): ReturnType<typeof connect> {
  const pool = new Pool({
    connectionString: url,
    max,
    // For the wait for a free connection as for making one.
    connectionTimeoutMillis: poolTimeoutSeconds * 1000,
    query_timeout: queryTimeoutSeconds * 1000,
    idleTimeoutMillis: 20_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: "jobs",
    statement_timeout: (queryTimeoutSeconds - 1) * 1000,
    idle_in_transaction_session_timeout: 30_000,
  });
  survive(pool);
  const close = () => Promise.race([pool.end(), wait(5000)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that Drizzle uses of a pool
  return { db: drizzle(new GuardedPool(pool) as unknown as Pool), close };
}

/** Without these two, a connection that dies idle, or between two statements of a transaction, ends the process. */
function survive(pool: Pool): void {
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
}
