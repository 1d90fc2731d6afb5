import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { assertPrefix } from "@/lib/storage/key";
import type { Storage } from "@/lib/storage/storage";
import { lstatOf } from "./lstat-of";
import { FILES, newPlaceOf, placeOf } from "./place";
import { readFile } from "./read-file";
import { localUploads } from "./uploads";
import { walk } from "./walk";
import { writeWhole } from "./write-whole";

/** Files in a folder of this machine: for development, and for a server with a disk that stays. */
export function localStorage(root: string): Storage {
  return {
    async put(key, body, { signal }) {
      const path = await newPlaceOf(root, FILES, key);
      return await writeWhole(root, path, async (file) => {
        let bytes = 0;
        for await (const block of body) {
          signal?.throwIfAborted();
          await file.writeFile(block);
          bytes += block.length;
        }
        signal?.throwIfAborted();
        return { bytes };
      });
    },
    async get(key, range) {
      return await readFile(await placeOf(root, FILES, key), range);
    },
    async head(key) {
      const found = await lstatOf(await placeOf(root, FILES, key));
      return found?.isFile() ? { bytes: found.size, modifiedAt: found.mtime } : null;
    },
    async delete(key) {
      await rm(await placeOf(root, FILES, key), { force: true });
    },
    list: (prefix) => walk(join(resolve(root), FILES), assertPrefix(prefix)),
    presignGet: async () => null,
    ...localUploads(root),
  };
}
