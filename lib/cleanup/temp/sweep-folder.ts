import type { BigIntStats } from "node:fs";
import { lstat, rmdir, unlink } from "node:fs/promises";
import { type Folder, FolderChanged, openFolder } from "./folder";
import { identity } from "./open-files";

export type SweepOptions = {
  /** What was changed at this moment or later stays, in milliseconds. */
  before: number;
  isDry: boolean;
  /** As {@link identity} names them: they stay. */
  open: ReadonlySet<string>;
  signal: AbortSignal;
  /** Whether to leave the rest to another sweep. */
  isOver: () => boolean;
  removed: (bytes: number) => Promise<void>;
  /** Something old that stays: `path` from the root, for people. */
  skip: (reason: string, path: string) => void;
};

type Spot = { folder: Folder; name: Buffer; path: string; depth: number };

/** Each level holds a folder open. */
const DEPTH_MAX = 64;

/**
 * Removes the old files below a folder, and folders that are old and empty then; the folder itself stays. Nothing
 * outside of it is touched, whatever lies in it: links are removed and never followed, other file systems are not
 * entered, and each folder is held open while something in it is removed.
 *
 * @param root a real path; a link there is refused.
 * @returns whether it came to the end.
 */
export async function sweepFolder(root: string, options: SweepOptions): Promise<boolean> {
  const folder = await openFolder(root).catch((error: unknown) => {
    if (isGone(error)) return null;
    throw error;
  });
  if (folder === null) return true;
  try {
    await sweep(folder, "", 0, options);
    return !options.isOver();
  } finally {
    await folder.close();
  }
}

/** Answers whether it is empty now; of a dry run, whether it would be. */
async function sweep(folder: Folder, path: string, depth: number, options: SweepOptions): Promise<boolean> {
  let isEmpty = true;
  for (const name of await folder.names()) {
    options.signal.throwIfAborted();
    if (options.isOver()) return false;
    const spot = { folder, name, path: path + name.toString(), depth };
    const isGone = await sweepEntry(spot, options).catch((error: unknown) => left(error, spot, options));
    isEmpty &&= isGone;
  }
  return isEmpty;
}

/** What cannot be looked at or removed stays, and is told; the others go on. */
function left(error: unknown, { path }: Spot, { signal, skip }: SweepOptions): boolean {
  signal.throwIfAborted();
  if (isGone(error)) return true; // somebody else was faster
  if (error instanceof FolderChanged) skip("changed", path);
  else if (error instanceof Error && "code" in error) skip(String(error.code), path);
  else throw error;
  return false;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

async function sweepEntry(spot: Spot, options: SweepOptions): Promise<boolean> {
  const found = await lstat(await spot.folder.reach(spot.name), { bigint: true });
  if (found.isDirectory()) return await sweepChild(spot, found, options);
  if (Number(found.mtimeMs) >= options.before) return false;
  const reason = reasonToStay(found, options);
  if (reason !== null) {
    options.skip(reason, spot.path);
    return false;
  }
  if (!options.isDry) await unlink(await spot.folder.reach(spot.name));
  // With another name left, its bytes are still there.
  await options.removed(found.nlink === 1n ? Number(found.size) : 0);
  return true;
}

function reasonToStay(found: BigIntStats, { open }: SweepOptions): string | null {
  if (found.isSymbolicLink()) return null;
  if (!found.isFile()) return "no-file";
  return open.has(identity(found)) ? "open" : null;
}

async function sweepChild(spot: Spot, found: BigIntStats, options: SweepOptions): Promise<boolean> {
  const { folder, name, path, depth } = spot;
  const reason = found.dev !== folder.dev ? "mount" : depth >= DEPTH_MAX ? "too-deep" : null;
  if (reason !== null) {
    options.skip(reason, path);
    return false;
  }
  const child = await openFolder(await folder.reach(name), found);
  try {
    const isEmpty = await sweep(child, `${path}/`, depth + 1, options);
    if (!isEmpty || Number(found.mtimeMs) >= options.before) return false;
  } finally {
    await child.close();
  }
  if (!options.isDry) await rmdir(await folder.reach(name));
  await options.removed(0);
  return true;
}
