import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processStart } from "@/scripts/local/process-identity";
import { eventually } from "./eventually";

/** A folder for one test, and whatever is found out about the server in it. */
export type DataFolder = {
  folder: string;
  dataDir: string;
  /** The server's process id, from its pid file; 0 when it has none. */
  serverPid(): Promise<number>;
  /** Waits for the end of the server, then deletes the folder. */
  remove(): Promise<void>;
};

/** Makes an empty folder, open to everybody or with another mode. */
export async function dataFolder(mode = 0o755): Promise<DataFolder> {
  const folder = await mkdtemp(join(tmpdir(), "nextjs-jobs-folder-"));
  await chmod(folder, mode);
  const dataDir = join(folder, "pg");
  const serverPid = async () => {
    const file = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "0");
    return Number.parseInt(file, 10);
  };
  return { folder, dataDir, serverPid, remove };

  async function remove(): Promise<void> {
    const pid = await serverPid();
    await eventually(() => pid === 0 || processStart(pid) === null);
    await rm(folder, { recursive: true, force: true });
  }
}
