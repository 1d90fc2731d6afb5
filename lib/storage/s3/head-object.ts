import type { StoredFile } from "@/lib/storage/storage";
import { askStore } from "./ask-store";
import type { S3Config } from "./s3-config";
import { S3Refused } from "./s3-refused";

/** What the store has there; null for nothing. */
export async function headObject(config: S3Config, key: string): Promise<StoredFile | null> {
  const answer = await askStore(config, { method: "HEAD", key }).catch(nullIfMissing);
  return (
    answer && {
      bytes: Number(answer.headers.get("content-length")),
      modifiedAt: new Date(answer.headers.get("last-modified") ?? 0),
    }
  );
}

/** A missing bucket is no missing file. To HEAD no store says which. */
export function nullIfMissing(error: unknown): null {
  if (error instanceof S3Refused && error.status === 404 && error.reason !== "NoSuchBucket") return null;
  throw error;
}
