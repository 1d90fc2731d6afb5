import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** What is being written; what a killed process leaves there is removed by `cleanup-old-data`. */
const UNFINISHED = "unfinished";

/**
 * Writes a file that is whole or not there: beside the others first, to disk, then renamed.
 *
 * @param path in a folder that exists.
 * @param write gets the open file and answers what the caller wants to know.
 */
export async function writeWhole<T>(
  root: string,
  path: string,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const folder = join(resolve(root), UNFINISHED);
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, randomUUID());
  try {
    const answer = await written(unfinished, write);
    await rename(unfinished, path);
    await syncFolder(dirname(path));
    return answer;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function written<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    const answer = await write(file);
    await file.sync();
    return answer;
  } finally {
    await file.close();
  }
}

/** Without it a power cut may forget the new name, although the bytes are there. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
