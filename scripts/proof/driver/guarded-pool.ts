import type { Pool, PoolClient, QueryConfig, QueryResult } from "pg";

type Connection = { query(config: QueryConfig, values?: unknown[]): Promise<QueryResult>; release(): void };

/**
 * A pool for Drizzle, which knows one by its name. Drizzle's transactions never give back a connection whose BEGIN
 * failed, and give back half-open ones as if they were sound: after some failures no connection would be left.
 */
export class GuardedPool {
  constructor(private readonly pool: Pool) {}

  query(config: QueryConfig, values?: unknown[]): Promise<QueryResult> {
    return this.pool.query(config, values);
  }

  async connect(): Promise<Connection> {
    return guarded(await this.pool.connect());
  }
}

/** Ends the connection with the first error that Postgres itself did not tell, and when BEGIN fails. */
function guarded(client: PoolClient): Connection {
  let isBegun = false;
  let isReleased = false;
  function release(isBroken: boolean): void {
    if (!isReleased) client.release(isBroken);
    isReleased = true;
  }
  return {
    async query(config, values) {
      try {
        const result = await client.query(config, values);
        isBegun = true;
        return result;
      } catch (error) {
        if (!isBegun || !isOfPostgres(error)) release(true);
        throw error;
      }
    },
    release: () => release(false),
  };
}

function isOfPostgres(error: unknown): boolean {
  return error instanceof Error && "severity" in error;
}
