import { existsSync, realpathSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { holdLock } from "./lock";
import { removeData } from "./postgres-staging";
import { takeOver } from "./postgres-takeover";

/**
 * Deletes the data folder of the embedded Postgres and all that lies beside it, wherever it is kept.
 *
 * @throws {LockHeldError} when it is in use, naming by whom.
 */
export async function resetData(dataDir: string): Promise<void> {
  const path = resolve(dataDir);
  const lock = await holdLock(path, "pnpm dev --reset");
  if (existsSync(path)) await takeOver(realpathSync(path));
  removeData(path);
  await lock.release();
  rmSync(dirname(path), { recursive: true, force: true });
}
