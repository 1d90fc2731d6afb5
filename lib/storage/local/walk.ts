import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { StoredFile } from "@/lib/storage/storage";
import { isMissing } from "./is-missing";
import { lstatOf } from "./lstat-of";

/** All files below a folder, with their paths from it, slashes between. Links are neither followed nor listed. */
export async function* walk(folder: string, prefix: string): AsyncIterable<StoredFile & { key: string }> {
  yield* below(resolve(folder), "", prefix);
}

async function* below(
  folder: string,
  path: string,
  prefix: string,
): AsyncIterable<StoredFile & { key: string }> {
  for await (const entry of entriesOf(join(folder, path))) {
    const key = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory() && mayHold(key, prefix)) yield* below(folder, key, prefix);
    if (entry.isFile() && key.startsWith(prefix)) {
      const file = await sizeOf(join(folder, key));
      if (file !== null) yield { key, ...file };
    }
  }
}

function mayHold(folder: string, prefix: string): boolean {
  return `${folder}/`.startsWith(prefix) || prefix.startsWith(`${folder}/`);
}

async function* entriesOf(folder: string): AsyncIterable<Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function sizeOf(path: string): Promise<StoredFile | null> {
  const found = await lstatOf(path);
  return found && { bytes: found.size, modifiedAt: found.mtime };
}
