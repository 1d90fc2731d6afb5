import { lstat, mkdir, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { assertKey } from "@/lib/storage/key";
import { StorageError } from "@/lib/storage/storage-error";

/** The area of the files, by their keys. */
export const FILES = "files";

/**
 * Where below the root a key lies. No folder on the way may be a symbolic link: whoever can make one in the storage
 * must not be able to point it elsewhere. The file itself is opened with O_NOFOLLOW.
 *
 * @throws {StorageError} when a link lies on the way.
 */
export async function placeOf(root: string, area: string, key: string): Promise<string> {
  const path = join(resolve(root), area, assertKey(key));
  const real = await realOf(dirname(path));
  if (real !== undefined && real !== join(await realRoot(root), relative(resolve(root), dirname(path)))) {
    throw new StorageError(`A symbolic link lies on the way to ${key}; the storage follows none.`);
  }
  return path;
}

/** The same, with the folders made that are missing. */
export async function newPlaceOf(root: string, area: string, key: string): Promise<string> {
  await mkdir(join(resolve(root), area), { recursive: true });
  const path = await placeOf(root, area, key);
  await makeFolders(join(resolve(root), area), dirname(path));
  return await placeOf(root, area, key);
}

/** One level at a time, so that a link in between is seen before anything is made behind it. */
async function makeFolders(from: string, to: string): Promise<void> {
  let folder = from;
  for (const name of relative(from, to).split(sep).filter(Boolean)) {
    folder = join(folder, name);
    await mkdir(folder).catch(ignoreExisting);
    if (!(await lstat(folder)).isDirectory()) throw new StorageError(`${name} in the storage is no folder.`);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

/** The root itself may be a link: who configured it meant it. */
async function realRoot(root: string): Promise<string> {
  return (await realOf(resolve(root))) ?? resolve(root);
}

async function realOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
