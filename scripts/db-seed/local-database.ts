import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { migrateDatabase } from "@/lib/db/migrate";
import { DEV_DATA_DIR } from "@/scripts/local/database-step";
import { LockHeldError } from "@/scripts/local/lock";
import { startPostgres } from "@/scripts/local/postgres";

type LocalDatabase = { url: string; close: () => Promise<void> };

/** The database of `pnpm dev`: of one that runs, or started for as long as it is needed. */
export async function localDatabase(): Promise<LocalDatabase> {
  try {
    const server = await startPostgres({ dataDir: DEV_DATA_DIR, port: 54_329, holder: "pnpm db:seed" });
    await migrateDatabase(server.url);
    return { url: server.url, close: () => server.stop() };
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    return { url: await runningUrl(resolve(DEV_DATA_DIR)), close: async () => {} };
  }
}

/** What Postgres writes of itself into its folder, and the password that lies beside it. */
async function runningUrl(dataDir: string): Promise<string> {
  const [pidFile, password] = await Promise.all([
    readFile(join(dataDir, "postmaster.pid"), "utf8"),
    readFile(join(dataDir, "password"), "utf8"),
  ]);
  const port = pidFile.split("\n")[3];
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}
