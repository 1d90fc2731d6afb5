import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3Storage } from "@/lib/storage/s3/s3-storage";
import { PART_LEAST_BYTES, type Storage, type UploadedPart } from "@/lib/storage/storage";
import { UploadSpoiled } from "@/lib/storage/storage-error";
import { startS3 } from "@/tests/helpers/s3/s3-server";
import { storageContract } from "@/tests/helpers/storage-contract";

const CSV = { contentType: "text/csv" };

let store: Awaited<ReturnType<typeof startS3>>;
let storage: Storage;

beforeAll(async () => {
  store = await startS3({ equalParts: true });
  storage = s3Storage(store.config({ uploads: "staged" }));
});
afterAll(() => store.close());

storageContract("a storage in a bucket with parts of one size", () => storage);

describe("a storage in a bucket with parts of one size", () => {
  it("makes a file of parts of any size, of its own type, and leaves none of them behind", async () => {
    const { key, uploadId, parts } = await uploaded([9_000_000, 8_500_000, 11_000_000, 5]);
    await storage.completeUpload(key, uploadId, parts);
    const made = store.objects.get(key);
    expect(made?.type).toBe("text/csv");
    const wanted = Buffer.concat(parts.map(({ number, bytes }) => Buffer.alloc(bytes, number)));
    expect(made?.bytes.equals(wanted)).toBe(true);
    expect([...store.objects.keys()].filter((name) => name.startsWith(`uploads/${uploadId}`))).toEqual([]);
  });

  it("is not what the same store does by itself: it refuses such parts, and the file begins anew", async () => {
    storage = s3Storage(store.config());
    const { key, uploadId, parts } = await uploaded([PART_LEAST_BYTES, PART_LEAST_BYTES + 1, 5]);
    await expect(storage.completeUpload(key, uploadId, parts)).rejects.toBeInstanceOf(UploadSpoiled);
    storage = s3Storage(store.config({ uploads: "staged" }));
  });

  it("goes on where a process died that had made the file and was tidying up", async () => {
    const { key, uploadId, parts } = await uploaded([9_000_000, 5]);
    store.faults = [{ method: "DELETE", has: `uploads/${uploadId}/2`, times: 9, fault: "drop" }];
    await expect(storage.completeUpload(key, uploadId, parts)).rejects.toThrow("no answer");
    store.faults = [];
    expect(await storage.completeUpload(key, uploadId, parts)).toEqual({ bytes: 9_000_005 });
    expect(await storage.head(key)).toMatchObject({ bytes: 9_000_005 });
    expect([...store.objects.keys()].filter((name) => name.startsWith(`uploads/${uploadId}`))).toEqual([]);
  });
});

/** An upload with parts of these sizes, each full of its own number. */
async function uploaded(sizes: readonly number[]) {
  const key = `files/${randomUUID()}`;
  const uploadId = await storage.beginUpload(key, CSV);
  const parts: UploadedPart[] = [];
  for (const [index, bytes] of sizes.entries()) {
    const number = index + 1;
    const { tag } = await storage.putPart(key, uploadId, number, Buffer.alloc(bytes, number));
    parts.push({ number, bytes, tag });
  }
  return { key, uploadId, parts };
}
