import { randomUUID } from "node:crypto";
import { z } from "zod";
import { assertKey, assertPrefix } from "@/lib/storage/key";
import { assertPartNumber } from "@/lib/storage/part-number";
import type { UploadedPart } from "@/lib/storage/storage";
import { UploadSpoiled } from "@/lib/storage/storage-error";
import { askStore } from "./ask-store";
import { headObject, nullIfMissing } from "./head-object";
import { listObjects } from "./listing";
import { putObject } from "./put-object";
import type { S3Config } from "./s3-config";
import { S3Refused } from "./s3-refused";
import type { Uploads } from "./uploads";

const uuid = z.uuid();
const MARK = /^uploads\/([0-9a-f-]{36})\/key\/(.+)$/;

/**
 * Uploads in parts of any size for a store that wants all parts of one size, as R2 does: each part is an object,
 * `uploads/<id>/<number>`, and the file is put in equal parts made of them. `uploads/<id>/key/<key>` says what for; as
 * it comes after the numbers in every list, it is removed last, so that nothing is left that no list shows.
 */
export function stagedUploads(config: S3Config): Uploads {
  return {
    async beginUpload(key, { contentType }) {
      const uploadId = randomUUID();
      const mark = markOf(key, uploadId);
      await askStore(config, {
        method: "PUT",
        key: mark,
        headers: { "Content-Type": contentType },
        body: "",
      });
      return uploadId;
    },
    async putPart(_key, uploadId, number, bytes) {
      const { headers } = await askStore(config, {
        method: "PUT",
        key: partOf(uploadId, number),
        body: bytes,
      });
      return { tag: headers.get("etag") ?? "" };
    },
    completeUpload: (key, uploadId, parts) => complete(config, key, uploadId, parts),
    abortUpload: (_key, uploadId) => remove(config, uploadId),
    listUploads: (prefix) => list(config, assertPrefix(prefix)),
  };
}

function markOf(key: string, uploadId: string): string {
  return `${folderOf(uploadId)}/key/${assertKey(key)}`;
}

function partOf(uploadId: string, number: number): string {
  return `${folderOf(uploadId)}/${assertPartNumber(number)}`;
}

function folderOf(uploadId: string): string {
  return `uploads/${uuid.parse(uploadId)}`;
}

/** Parts that are gone went with a process that had made the file of them, and died while it tidied up. */
async function complete(config: S3Config, key: string, uploadId: string, parts: readonly UploadedPart[]) {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  try {
    const contentType = await typeOf(config, key, uploadId);
    await putObject(config, key, allOf(config, key, uploadId, parts), { contentType });
  } catch (error) {
    if (!(error instanceof UploadSpoiled)) throw error;
    if ((await headObject(config, key))?.bytes !== bytes) throw error;
  }
  await remove(config, uploadId);
  return { bytes };
}

async function typeOf(config: S3Config, key: string, uploadId: string): Promise<string> {
  const mark = await askStore(config, { method: "HEAD", key: markOf(key, uploadId) }).catch(nullIfMissing);
  if (mark === null) throw new UploadSpoiled(key);
  return mark.headers.get("content-type") ?? "application/octet-stream";
}

async function* allOf(config: S3Config, key: string, uploadId: string, parts: readonly UploadedPart[]) {
  for (const { number, tag, bytes } of parts) {
    const question = { method: "GET", key: partOf(uploadId, number), headers: { "If-Match": tag } } as const;
    const { body, headers } = await askStore(config, question).catch(spoiledIfOther(key));
    if (body === null || Number(headers.get("content-length")) !== bytes) throw new UploadSpoiled(key);
    yield* body;
  }
}

function spoiledIfOther(key: string) {
  return (error: unknown): never => {
    const isOther = error instanceof S3Refused && (error.status === 404 || error.status === 412);
    throw isOther ? new UploadSpoiled(key, { cause: error }) : error;
  };
}

async function remove(config: S3Config, uploadId: string): Promise<void> {
  for await (const { key } of listObjects(config, `${folderOf(uploadId)}/`)) {
    await askStore(config, { method: "DELETE", key }).catch(nullIfMissing);
  }
}

async function* list(config: S3Config, prefix: string) {
  for await (const { key: mark, modifiedAt: startedAt } of listObjects(config, "uploads/")) {
    const [, uploadId, key] = MARK.exec(mark) ?? [];
    if (uploadId !== undefined && key?.startsWith(prefix)) yield { key, uploadId, startedAt };
  }
}
