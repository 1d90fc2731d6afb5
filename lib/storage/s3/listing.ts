import type { StoredFile } from "@/lib/storage/storage";
import { askStore } from "./ask-store";
import type { S3Config } from "./s3-config";
import { insideEach, textOf } from "./xml";

/** All objects of a prefix, page by page. */
export async function* listObjects(
  config: S3Config,
  prefix: string,
): AsyncIterable<StoredFile & { key: string }> {
  let token: string | null = null;
  do {
    const query = { "list-type": "2", prefix, ...(token === null ? {} : { "continuation-token": token }) };
    const xml = await textOfBucket(config, query);
    for (const object of insideEach(xml, "Contents")) {
      const modifiedAt = new Date(textOf(object, "LastModified") ?? 0);
      yield { key: textOf(object, "Key") ?? "", bytes: Number(textOf(object, "Size")), modifiedAt };
    }
    token = textOf(xml, "IsTruncated") === "true" ? textOf(xml, "NextContinuationToken") : null;
  } while (token !== null);
}

/** The uploads in parts that are open, page by page. MinIO tells only those of one key, and of none without one. */
export async function* listUploads(config: S3Config, prefix: string) {
  let marker: Record<string, string> | null = {};
  while (marker !== null) {
    const xml: string = await textOfBucket(config, { uploads: "", prefix, ...marker });
    for (const upload of insideEach(xml, "Upload")) {
      const startedAt = new Date(textOf(upload, "Initiated") ?? 0);
      yield { key: textOf(upload, "Key") ?? "", uploadId: textOf(upload, "UploadId") ?? "", startedAt };
    }
    marker = nextUploads(xml);
  }
}

function nextUploads(xml: string): Record<string, string> | null {
  const key = textOf(xml, "NextKeyMarker");
  if (textOf(xml, "IsTruncated") !== "true" || key === null) return null;
  return { "key-marker": key, "upload-id-marker": textOf(xml, "NextUploadIdMarker") ?? "" };
}

async function textOfBucket(config: S3Config, query: Record<string, string>): Promise<string> {
  return await (await askStore(config, { method: "GET", query })).text();
}
