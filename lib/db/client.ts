import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env/env";
import type { Database } from "./database";
import { prepared } from "./prepared";

// Survives hot reloads in development, which would otherwise leave a pool behind each time.
const shared = globalThis as typeof globalThis & { jobsDatabase?: Database };

/** The app's database; connects with the first query. The only module that names a driver. */
export function database(): Database {
  shared.jobsDatabase ??= connectAsConfigured();
  return shared.jobsDatabase;
}

/**
 * Longest that a query of the app waits for a free connection, in seconds. A pool that is used up for longer has more
 * work than it can do; who is told so at once comes again when there is less.
 */
const POOL_TIMEOUT_SECONDS = 3;

function connectAsConfigured(): Database {
  const { DATABASE_URL, DATABASE_POOL_MAX, DATABASE_PREPARE } = env();
  return connect(DATABASE_URL, {
    max: DATABASE_POOL_MAX,
    prepare: DATABASE_PREPARE === "on",
    poolTimeoutSeconds: POOL_TIMEOUT_SECONDS,
  }).db;
}

/** Makes the engine use `db` from now on: a pool that the app has already, on any driver Drizzle knows. */
export function useDatabase(db: Database): void {
  shared.jobsDatabase = db;
}

type PoolOptions = {
  /** Connections at most. Default 5. */
  max?: number;
  /** Longest that a query may take, the wait for a connection included. At least 2. Default 15. */
  queryTimeoutSeconds?: number;
  /** Longest that a query may wait for a free connection; less than `queryTimeoutSeconds`. Default: as long as that. */
  poolTimeoutSeconds?: number;
  /** Prepared statements; not through a transaction pooler, which does not keep them. Default false. */
  prepare?: boolean;
};

/** A connection pool of its own, for scripts and tests; `close` waits up to 5 s for running queries. */
export function connect(
  url: string,
  { max = 5, queryTimeoutSeconds = 15, poolTimeoutSeconds, prepare = false }: PoolOptions = {},
): { db: Database; close: () => Promise<void> } {
  const settings = { ...safeSettings(queryTimeoutSeconds), pool_timeout: poolTimeoutSeconds ?? null };
  const client = postgres(url, { ...settings, max, prepare });
  return { db: drizzle(prepare ? prepared(client) : client), close: () => client.end({ timeout: 5 }) };
}

/**
 * Without these a query on a dying connection waits for minutes (docs/driver.md). `query_timeout` comes with our
 * patch and ends the connection; the server gives the statement up a second before. No query is sent behind another
 * one that runs yet (`max_pipeline`): it waits for whatever connection is free first.
 */
function safeSettings(queryTimeoutSeconds: number) {
  return {
    connect_timeout: 3,
    query_timeout: queryTimeoutSeconds,
    max_pipeline: 0,
    idle_timeout: 20,
    keep_alive: 10,
    backoff: (attempt: number) => Math.min(1, 0.05 * 2 ** attempt),
    onnotice: () => undefined,
    connection: {
      application_name: "jobs",
      statement_timeout: (queryTimeoutSeconds - 1) * 1000,
      idle_in_transaction_session_timeout: 30_000,
    },
  } satisfies postgres.Options<Record<string, never>>;
}
