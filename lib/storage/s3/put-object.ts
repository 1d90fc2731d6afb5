import type { Blocks, Storage, UploadedPart } from "@/lib/storage/storage";
import { askStore } from "./ask-store";
import { blocksOf } from "./blocks-of";
import type { S3Config } from "./s3-config";
import { nativeUploads } from "./uploads";

/** All parts but the last have this size, as R2 wants it; 10,000 of them are 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

type PutOptions = Parameters<Storage["put"]>[2];

/**
 * Puts a file as it comes: a small one in one request, a larger one in parts, each sent before the next is read. When
 * that breaks off, the store forgets the parts; those of a process that dies are left to `cleanup-old-data`.
 */
export async function putObject(
  config: S3Config,
  key: string,
  body: Blocks,
  { contentType, signal }: PutOptions,
): Promise<{ bytes: number }> {
  const blocks = blocksOf(body, PART_BYTES);
  const first = await blocks.next();
  signal?.throwIfAborted();
  const bytes = first.done ? new Uint8Array() : first.value;
  if (bytes.length < PART_BYTES) {
    const headers = { "Content-Type": contentType };
    await askStore(config, { method: "PUT", key, headers, body: bytes, ...(signal && { signal }) });
    return { bytes: bytes.length };
  }
  return await putInParts(config, key, bytes, blocks, { contentType, ...(signal && { signal }) });
}

async function putInParts(
  config: S3Config,
  key: string,
  first: Uint8Array,
  others: AsyncIterable<Uint8Array>,
  { contentType, signal }: PutOptions,
): Promise<{ bytes: number }> {
  const uploads = nativeUploads(config);
  const uploadId = await uploads.beginUpload(key, { contentType });
  try {
    const parts: UploadedPart[] = [];
    const keep = async (bytes: Uint8Array) => {
      const number = parts.length + 1;
      parts.push({ number, bytes: bytes.length, ...(await uploads.putPart(key, uploadId, number, bytes)) });
      signal?.throwIfAborted();
    };
    signal?.throwIfAborted();
    await keep(first);
    for await (const block of others) await keep(block);
    return await uploads.completeUpload(key, uploadId, parts);
  } catch (error) {
    // What went wrong says more than that tidying up did as well.
    await uploads.abortUpload(key, uploadId).catch(() => undefined);
    throw error;
  }
}
