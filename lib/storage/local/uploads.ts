import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { assertKey, assertPrefix } from "@/lib/storage/key";
import { assertPartNumber } from "@/lib/storage/part-number";
import type { Storage, UploadedPart } from "@/lib/storage/storage";
import { UploadSpoiled } from "@/lib/storage/storage-error";
import { isMissing } from "./is-missing";
import { lstatOf } from "./lstat-of";
import { FILES, newPlaceOf, placeOf } from "./place";
import { writeWhole } from "./write-whole";

type Uploads = Pick<Storage, "beginUpload" | "putPart" | "completeUpload" | "abortUpload" | "listUploads">;

/** The area of the uploads, by their ids. */
const UPLOADS = "uploads";

const uuid = z.uuid();
/** Read in blocks of this size while the parts are put together. */
const BLOCK_BYTES = 256 * 1024;

/** Uploads in parts, as folders: `uploads/<id>/key` says what for, `uploads/<id>/<number>` are the parts. */
export function localUploads(root: string): Uploads {
  const folderOf = async (uploadId: string) =>
    dirname(await placeOf(root, UPLOADS, `${uuid.parse(uploadId)}/key`));
  return {
    beginUpload: (key) => begin(root, assertKey(key)),
    putPart: async (_key, uploadId, number, bytes) =>
      await putPart(root, await folderOf(uploadId), number, bytes),
    completeUpload: async (key, uploadId, parts) =>
      await complete(root, key, await folderOf(uploadId), parts),
    abortUpload: async (_key, uploadId) =>
      await rm(await folderOf(uploadId), { recursive: true, force: true }),
    listUploads: (prefix) => list(join(resolve(root), UPLOADS), assertPrefix(prefix)),
  };
}

async function begin(root: string, key: string): Promise<string> {
  const uploadId = randomUUID();
  const place = await newPlaceOf(root, UPLOADS, `${uploadId}/key`);
  await writeWhole(root, place, (file) => file.writeFile(key));
  return uploadId;
}

async function putPart(root: string, folder: string, number: number, bytes: Uint8Array) {
  await writeWhole(root, join(folder, String(assertPartNumber(number))), (file) => file.writeFile(bytes));
  return { tag: createHash("sha256").update(bytes).digest("hex") };
}

/** Who died between the rename and its own note, or comes second, finds the file, and no upload any more. */
async function complete(root: string, key: string, folder: string, parts: readonly UploadedPart[]) {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const path = await newPlaceOf(root, FILES, key);
  try {
    await writeWhole(root, path, async (file) => {
      for (const part of parts)
        await append(file, join(folder, String(assertPartNumber(part.number))), part, key);
    });
  } catch (error) {
    if (!(error instanceof UploadSpoiled)) throw error;
    if ((await lstatOf(path))?.size !== bytes) throw error;
  }
  await rm(folder, { recursive: true, force: true });
  return { bytes };
}

async function append(to: FileHandle, path: string, part: UploadedPart, key: string): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const block of blocksOf(path, key)) {
    hash.update(block);
    bytes += block.length;
    await to.writeFile(block);
  }
  if (bytes !== part.bytes || hash.digest("hex") !== part.tag) throw new UploadSpoiled(key);
}

async function* blocksOf(path: string, key: string): AsyncIterable<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    throw isMissing(error) ? new UploadSpoiled(key, { cause: error }) : error;
  });
  try {
    const block = new Uint8Array(BLOCK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(block, 0, block.length);
      if (bytesRead === 0) return;
      yield block.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* list(uploads: string, prefix: string) {
  for (const uploadId of await readdir(uploads).catch(noneIfMissing)) {
    const folder = join(uploads, uploadId);
    const key = await readFile(join(folder, "key"), "utf8").catch(() => undefined);
    const startedAt = (await lstatOf(folder))?.birthtime;
    if (key?.startsWith(prefix) && startedAt !== undefined) yield { key, uploadId, startedAt };
  }
}

function noneIfMissing(error: unknown): string[] {
  if (isMissing(error)) return [];
  throw error;
}
