import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./postgres-account";
import { programPath } from "./postgres-binaries";
import type { Place } from "./postgres-place";

/** A place, and whom to run as there. */
export type Cluster = Place & { account?: Account };

/**
 * Makes the data folder unless it is there, and answers the password of its superuser `postgres`, which
 * lies in it. A start that died half-way leaves nothing that looks like a data folder.
 *
 * @throws {Error} when the folder was made by another major version or is not one of ours.
 */
export async function ensureCluster(cluster: Cluster & { durable: boolean }): Promise<string> {
  const found = await readText(join(cluster.dataDir, "PG_VERSION"));
  if (found === null) return createCluster(cluster);
  const [major] = (await serverVersion(cluster)).split(".");
  if (found.trim() !== major) throw unusable(cluster, `was made by Postgres ${found.trim()}, not ${major}`);
  const password = await readText(join(cluster.dataDir, "password"));
  if (password === null) throw unusable(cluster, "has lost its file `password`");
  return password;
}

/**
 * The version of the programs, such as `18.4`.
 *
 * @throws {Error} when they do not run on this system.
 */
export async function serverVersion({ programs, account }: Cluster): Promise<string> {
  const postgres = programPath(programs, "postgres");
  try {
    const { stdout } = await promisify(execFile)(postgres, ["--version"], { ...account, cwd: "/" });
    return stdout.trim().split(" ").at(-1) ?? "unknown";
  } catch (error) {
    throw new Error(
      "The embedded Postgres does not run on this system. Set DATABASE_URL to a Postgres of your own.",
      { cause: error },
    );
  }
}

async function createCluster({ programs, dataDir, account, durable }: Cluster & { durable: boolean }) {
  const unfinished = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  const password = randomBytes(24).toString("hex");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  for (const path of account ? [unfinished, passwordFile] : []) {
    await chown(path, account?.uid ?? 0, account?.gid ?? 0);
  }
  await promisify(execFile)(programPath(programs, "initdb"), initdbArgs(unfinished, passwordFile, durable), {
    ...account,
    cwd: "/",
    env: { ...process.env, LC_ALL: "C" },
  });
  await rename(passwordFile, join(unfinished, "password"));
  await rename(unfinished, dataDir);
  return password;
}

function initdbArgs(dataDir: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${dataDir}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    // Iterations slow guessing down; 192 random bits need none, and connecting is faster.
    "--set=scram_iterations=1",
    // C.UTF-8 from Postgres itself: the systems' locales differ, and a bare Linux may have none.
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--set=timezone=UTC",
    "--set=log_timezone=UTC",
    ...(durable ? [] : ["--no-sync"]),
  ];
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function unusable({ dataDir }: Place, problem: string): Error {
  return new Error(`The local data in ${dataDir} ${problem}. Delete it (pnpm dev --reset) to begin anew.`);
}
