import { assertKey, assertPrefix } from "@/lib/storage/key";
import { assertPartNumber } from "@/lib/storage/part-number";
import type { Storage, UploadedPart } from "@/lib/storage/storage";
import { StorageError, UploadSpoiled } from "@/lib/storage/storage-error";
import { askStore } from "./ask-store";
import { headObject } from "./head-object";
import { listUploads } from "./listing";
import type { S3Config } from "./s3-config";
import { S3Refused } from "./s3-refused";
import { escaped, textOf } from "./xml";

export type Uploads = Pick<
  Storage,
  "beginUpload" | "putPart" | "completeUpload" | "abortUpload" | "listUploads"
>;

/** S3's own uploads in parts. A part's tag is its ETag, which the store compares when it puts them together. */
export function nativeUploads(config: S3Config): Uploads {
  return {
    beginUpload: (key, { contentType }) => begin(config, assertKey(key), contentType),
    async putPart(key, uploadId, number, bytes) {
      const query = { partNumber: String(assertPartNumber(number)), uploadId };
      const answer = await askStore(config, { method: "PUT", key: assertKey(key), query, body: bytes });
      return { tag: answer.headers.get("etag") ?? missing("ETag") };
    },
    completeUpload: (key, uploadId, parts) => complete(config, assertKey(key), uploadId, parts),
    async abortUpload(key, uploadId) {
      await askStore(config, { method: "DELETE", key: assertKey(key), query: { uploadId } }).catch(
        unlessNoUpload,
      );
    },
    listUploads: (prefix) => listUploads(config, assertPrefix(prefix)),
  };
}

async function begin(config: S3Config, key: string, contentType: string): Promise<string> {
  const headers = { "Content-Type": contentType };
  const answer = await askStore(config, { method: "POST", key, query: { uploads: "" }, headers });
  return textOf(await answer.text(), "UploadId") ?? missing("UploadId");
}

/** A process that did not hear the answer finds no upload any more, but the file. */
async function complete(config: S3Config, key: string, uploadId: string, parts: readonly UploadedPart[]) {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  try {
    await askToComplete(config, key, uploadId, parts);
  } catch (error) {
    if (!(error instanceof S3Refused)) throw error;
    if (SPOILED.has(error.reason)) throw new UploadSpoiled(key, { cause: error });
    if (error.reason !== "NoSuchUpload") throw error;
    if ((await headObject(config, key))?.bytes !== bytes) throw new UploadSpoiled(key, { cause: error });
  }
  return { bytes };
}

const SPOILED = new Set(["InvalidPart", "InvalidPartOrder", "EntityTooSmall"]);

/** The status is sent before the store is done, so a 200 may tell of an error in its body. */
async function askToComplete(
  config: S3Config,
  key: string,
  uploadId: string,
  parts: readonly UploadedPart[],
): Promise<void> {
  const list = parts.map(
    ({ number, tag }) =>
      `<Part><PartNumber>${assertPartNumber(number)}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`;
  for (let tries = 1; ; tries += 1) {
    const answer = await askStore(config, { method: "POST", key, query: { uploadId }, body });
    const xml = await answer.text();
    if (textOf(xml, "ETag") !== null) return;
    const error = new S3Refused(`POST ${key}`, answer.status, textOf(xml, "Code") ?? "without an ETag");
    if (tries === 3 || error.reason !== "InternalError") throw error;
  }
}

function unlessNoUpload(error: unknown): void {
  if (!(error instanceof S3Refused && error.status === 404 && error.reason !== "NoSuchBucket")) throw error;
}

function missing(what: string): never {
  throw new StorageError(`The store answered without ${what}.`);
}
