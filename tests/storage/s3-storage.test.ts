import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { get } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { S3Refused } from "@/lib/storage/s3/s3-refused";
import { s3Storage } from "@/lib/storage/s3/s3-storage";
import { PART_LEAST_BYTES, type Storage } from "@/lib/storage/storage";
import { StorageError, UploadSpoiled } from "@/lib/storage/storage-error";
import { startS3 } from "@/tests/helpers/s3/s3-server";
import { storageContract } from "@/tests/helpers/storage-contract";

const TEXT = { contentType: "text/plain" };
const MIB = 1024 * 1024;
const SAVED = { fileName: 'Zoë "1" + 2.csv', contentType: "text/csv", expiresSeconds: 300 };
const BUSY = { status: 503, body: "<Error><Code>SlowDown</Code></Error>" };

let store: Awaited<ReturnType<typeof startS3>>;
let storage: Storage;

beforeAll(async () => {
  store = await startS3();
  storage = s3Storage(store.config());
});
beforeEach(() => {
  store.faults = [];
  store.seen = [];
  store.ahead = 0;
});
afterAll(() => store.close());

storageContract("a storage in a bucket", () => storage);

describe("a storage in a bucket", () => {
  it.each([
    ["answers that it is busy", BUSY],
    ["breaks off the connection", "drop" as const],
    ["does it, and breaks off before it has answered", "drop-answer" as const],
  ])("tries again when the store %s, with a signature of its own each time", async (_, fault) => {
    store.faults = [
      { method: "PUT", has: "partNumber=2", times: 2, fault },
      { method: "POST", has: "uploads=", times: 1, fault },
      { method: "POST", has: "uploadId=", times: 1, fault },
    ];
    const key = newKey();
    expect(await storage.put(key, blocks(17), TEXT)).toEqual({ bytes: 17 * MIB });
    expect(await storage.head(key)).toMatchObject({ bytes: 17 * MIB });
    expect(store.faults.map(({ times }) => times)).toEqual([0, 0, 0]);
    expect(store.seen.filter((asked) => asked.includes("partNumber=2"))).toHaveLength(3);
    store.uploads.clear();
  });

  it("takes a 200 that tells of an error for one, and completes with the next try", async () => {
    const fault = { status: 200, body: "<Error><Code>InternalError</Code></Error>" };
    store.faults = [{ method: "POST", has: "uploadId=", times: 1, fault }];
    const key = newKey();
    await storage.put(key, blocks(9), TEXT);
    expect(await storage.head(key)).toMatchObject({ bytes: 9 * MIB });
  });

  it("forgets the parts of a file that cannot be completed", async () => {
    const fault = { status: 200, body: "<Error><Code>InternalError</Code></Error>" };
    store.faults = [{ method: "POST", has: "uploadId=", times: 9, fault }];
    const key = newKey();
    await expect(storage.put(key, blocks(9), TEXT)).rejects.toMatchObject({ reason: "InternalError" });
    expect(await storage.head(key)).toBeNull();
    expect(store.uploads.size).toBe(0);
  });

  it("forgets the parts of a file one of which the store does not take", async () => {
    store.faults = [{ method: "PUT", has: "partNumber=2", times: 9, fault: BUSY }];
    const key = newKey();
    await expect(storage.put(key, blocks(9), TEXT)).rejects.toBeInstanceOf(StorageError);
    expect(await storage.head(key)).toBeNull();
    expect(store.uploads.size).toBe(0);
  });

  it("says which request was refused, and why, without a secret", async () => {
    const wrong = s3Storage(store.config({ secretAccessKey: "another" }));
    const error = await wrong.get("files/one").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(S3Refused);
    expect(error).toMatchObject({
      message: "The store answered 403 SignatureDoesNotMatch to GET files/one.",
    });
    expect(store.seen).toHaveLength(1);
  });

  it("takes a bucket that is missing for a mistake, not for an empty one", async () => {
    const missing = s3Storage(store.config({ bucket: "others" }));
    await expect(missing.get("files/one")).rejects.toMatchObject({ reason: "NoSuchBucket" });
    await expect(missing.delete("files/one")).rejects.toMatchObject({ reason: "NoSuchBucket" });
  });

  it("finds the bucket in the name of the host where that is said", async () => {
    const key = newKey();
    await storage.put(key, some("here"), TEXT);
    const atHost = store.config({
      addressing: "host",
      endpoint: store.url.replace("127.0.0.1", "localhost"),
    });
    const address = new URL((await s3Storage(atHost).presignGet(key, SAVED)) ?? "");
    expect(address.hostname).toBe("files.localhost");
    const answered = once(
      get(store.url + address.href.slice(address.origin.length), { headers: { host: address.host } }),
      "response",
    );
    const [answer] = await answered;
    expect(await text(answer)).toBe("here");
  });

  it("lists uploads over many pages", async () => {
    const keys = Array.from({ length: 5 }, newKey);
    for (const key of keys) await storage.beginUpload(key, TEXT);
    const listed: string[] = [];
    for await (const { key, uploadId } of storage.listUploads("files/")) {
      listed.push(key);
      await storage.abortUpload(key, uploadId);
    }
    expect(listed.toSorted()).toEqual(keys.toSorted());
  });

  it("begins anew what has a part too small for the store", async () => {
    const key = newKey();
    const uploadId = await storage.beginUpload(key, TEXT);
    const parts = [];
    for (const number of [1, 2]) {
      const bytes = Buffer.alloc(PART_LEAST_BYTES - 1);
      parts.push({
        number,
        bytes: bytes.length,
        ...(await storage.putPart(key, uploadId, number, bytes)),
      });
    }
    await expect(storage.completeUpload(key, uploadId, parts)).rejects.toBeInstanceOf(UploadSpoiled);
    await storage.abortUpload(key, uploadId);
  });
});

describe("an address that the bucket gives out", () => {
  it("gives out the file under its own name, to be saved and not kept", async () => {
    const key = newKey();
    await storage.put(key, some("id,name"), TEXT);
    const answer = await fetch((await storage.presignGet(key, SAVED)) ?? "");
    expect(await answer.text()).toBe("id,name");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/csv",
      "cache-control": "private, no-store",
      "content-disposition":
        "attachment; filename=\"Zo_ _1_ + 2.csv\"; filename*=UTF-8''Zo%C3%AB%20%221%22%20%2B%202.csv",
    });
  });

  it("is over when its time is", async () => {
    const key = newKey();
    await storage.put(key, some("x"), TEXT);
    const address = (await storage.presignGet(key, SAVED)) ?? "";
    store.ahead = SAVED.expiresSeconds - 5;
    expect((await fetch(address)).status).toBe(200);
    store.ahead = SAVED.expiresSeconds + 5;
    expect((await fetch(address)).status).toBe(403);
  });

  it("gives out nothing else, and nothing under another name", async () => {
    const [key, other] = [newKey(), newKey()];
    for (const one of [key, other]) await storage.put(one, some("x"), TEXT);
    const address = (await storage.presignGet(key, SAVED)) ?? "";
    for (const changed of [
      address.replace(key, other),
      address.replace("attachment", "inline"),
      address.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"),
      address.replace("text%2Fcsv", "text%2Fhtml"),
    ]) {
      expect(changed).not.toBe(address);
      expect((await fetch(changed)).status).toBe(403);
    }
  });
});

function newKey(): string {
  return `files/${randomUUID()}`;
}

async function* some(content: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(content);
}

/** So many MiB. */
async function* blocks(count: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < count; at += 1) yield Buffer.alloc(MIB, at);
}
