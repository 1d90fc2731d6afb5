import type { Pool, PoolClient, QueryConfig, QueryResult } from "pg";

type Connection = { query(config: QueryConfig, values?: unknown[]): Promise<QueryResult>; release(): void };

/**
 * A pool for Drizzle, which knows one by its name. Drizzle's transactions never give back a connection whose BEGIN
 * failed, and give back half-open ones as if they were sound: after some failures no connection would be left.
 */
export class GuardedPool {
  constructor(private readonly pool: Pool) {}

  async query(config: QueryConfig, values?: unknown[]): Promise<QueryResult> {
    const client = await this.acquire();
    try {
      const result = await client.query(config, values);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async connect(): Promise<Connection> {
    return guarded(await this.acquire());
  }

  /** Says in the engine's way that no connection was free: only the pool's own limit rejects without a code. */
  private async acquire(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      if (!(error instanceof Error) || "code" in error || this.pool.ending) throw error;
      throw Object.assign(new Error("No connection was free in time", { cause: error }), {
        code: "POOL_TIMEOUT",
      });
    }
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
