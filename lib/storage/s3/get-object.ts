import type { ByteRange, StoredBody } from "@/lib/storage/storage";
import { askStore } from "./ask-store";
import { nullIfMissing } from "./head-object";
import type { S3Config } from "./s3-config";
import { S3Refused } from "./s3-refused";

/** The file, or a range of it, as a stream; null when there is none. */
export async function getObject(
  config: S3Config,
  key: string,
  range?: ByteRange,
): Promise<StoredBody | null> {
  const headers: Record<string, string> = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
  const answer = await askStore(config, { method: "GET", key, headers }).catch(nullIfMissing);
  if (answer === null) return null;
  const bytes = Number(answer.headers.get("content-length"));
  if (range && answer.status !== 206) {
    await answer.body?.cancel();
    throw new S3Refused(`GET ${key}`, answer.status, "and the whole file instead of a range");
  }
  const total = answer.headers.get("content-range")?.split("/").at(-1);
  return { body: answer.body ?? nothing(), bytes, total: total === undefined ? bytes : Number(total) };
}

function nothing(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
