import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalPostgres, startPostgres } from "@/scripts/local/postgres";

/**
 * A Postgres of its own with an empty database, for a test that restarts or kills the server. Stop it
 * afterwards; it is deleted then, and also when the test run itself is killed.
 */
export function ownPostgres(options: { port?: number } = {}): Promise<LocalPostgres> {
  return startPostgres({
    ...options,
    dataDir: join(tmpdir(), `nextjs-jobs-test-${randomUUID()}`),
    holder: "a test run",
    durable: false,
    temporary: true,
    preload: ["pg_stat_statements"],
    log: (line) => process.stderr.write(`${line}\n`),
  });
}
