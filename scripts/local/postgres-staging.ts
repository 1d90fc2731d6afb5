import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { programPath } from "./postgres-binaries";
import { takeOver } from "./postgres-takeover";

const FOLDER_NAME = "nextjs-jobs-postgres";

/**
 * A folder of root's outside the project that passes the test given.
 *
 * @throws {Error} when there is none.
 */
export function stagingFolder(isUsable: (folder: string) => boolean): string {
  // The first is the one that is neither cleaned nor lost when the machine starts again.
  const folders = ["/var/lib", "/var/tmp", tmpdir()].map((root) => join(root, FOLDER_NAME));
  const folder = folders.find((candidate) => isOurs(candidate) && isUsable(candidate));
  if (folder) return folder;
  throw new Error(
    "Postgres refuses to run as root, and the user it would run as can enter neither the project nor " +
      `${folders.join(" nor ")}. Move the project, run as another user, or set DATABASE_URL.`,
  );
}

/** Copies the programs, once for each build of them, readable for everybody and writable for root. */
export function stagePrograms(programs: string, staging: string, announce: () => void): string {
  const staged = join(staging, `programs-${digest(readFileSync(programPath(programs, "postgres")))}`);
  if (existsSync(staged)) return staged;
  const unfinished = `${staged}.${process.pid}`;
  cpSync(programs, unfinished, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX,go-w", unfinished]);
  moveUnlessThere(unfinished, staged);
  announce();
  return staged;
}

/**
 * Where the data of this folder is kept. The folder itself becomes a link to it; where the link is gone,
 * somebody deleted the data, and what is left of it outside follows.
 */
export async function stageData(dataDir: string, staging: string, announce: () => void): Promise<string> {
  const linked = linkTarget(dataDir);
  if (linked) return linked;
  const staged = join(staging, `${basename(dataDir)}-${digest(dataDir)}`);
  await takeOver(staged);
  rmSync(staged, { recursive: true, force: true });
  symlinkSync(staged, dataDir);
  announce();
  return staged;
}

/** Deletes the data of this folder, wherever it is kept. The caller knows that no server uses it. */
export function removeData(dataDir: string): void {
  const linked = linkTarget(dataDir);
  if (linked) rmSync(linked, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

function linkTarget(path: string): string | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : null;
}

/** Made by root, now or earlier: in a folder open to all, anybody could have put something there. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    rmSync(from, { recursive: true, force: true });
    // Another start was faster with the same copy.
    if (!existsSync(to)) throw error;
  }
}

function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 10);
}
