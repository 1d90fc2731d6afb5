import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalPostgres, startPostgres } from "@/scripts/local/postgres";

/**
 * A Postgres of its own with an empty database, for a test that restarts or kills the server. Stop it
 * afterwards; it is deleted then, and also when the test run itself is killed. Only a `durable` one keeps what
 * was committed in the moments before an immediate restart.
 */
export function ownPostgres(options: { port?: number; durable?: boolean } = {}): Promise<LocalPostgres> {
  return startPostgres({
    durable: false,
    ...options,
    dataDir: join(tmpdir(), `nextjs-jobs-test-${randomUUID()}`),
    holder: "a test run",
    temporary: true,
    preload: ["pg_stat_statements"],
    log: (line) => process.stderr.write(`${line}\n`),
  });
}
