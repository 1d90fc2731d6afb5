import { randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { PART_LEAST_BYTES, type Storage } from "@/lib/storage/storage";
import { UploadSpoiled } from "@/lib/storage/storage-error";

const TEXT = { contentType: "text/plain" };

/** What every storage must do; run by the test of each. */
export function storageContract(name: string, open: () => Storage): void {
  describe(name, () => {
    it("gives back what was put, as a whole and as a range", async () => {
      const storage = open();
      const key = newKey();
      expect(await storage.put(key, bytesOf("hello ", "world"), TEXT)).toEqual({ bytes: 11 });
      expect(await read(storage, key)).toBe("hello world");
      expect(await read(storage, key, { start: 4, end: 6 })).toBe("o w");
      const tail = await storage.get(key, { start: 6, end: 99 });
      expect(tail).toMatchObject({ bytes: 5, total: 11 });
      await tail?.body.cancel();
      expect(await storage.head(key)).toMatchObject({ bytes: 11 });
    });

    it("puts an empty file", async () => {
      const storage = open();
      const key = newKey();
      expect(await storage.put(key, bytesOf(), TEXT)).toEqual({ bytes: 0 });
      expect(await read(storage, key)).toBe("");
    });

    it("puts a file of many parts as one", async () => {
      const storage = open();
      const key = newKey();
      const block = Buffer.alloc(1024 * 1024, "x");
      expect(await storage.put(key, bytesOf(...Array<Buffer>(19).fill(block)), TEXT)).toEqual({
        bytes: 19 * block.length,
      });
      expect(await storage.head(key)).toMatchObject({ bytes: 19 * block.length });
    });

    it("answers null for what is not there, and deletes it all the same", async () => {
      const storage = open();
      const key = newKey();
      expect(await storage.get(key)).toBeNull();
      expect(await storage.head(key)).toBeNull();
      await storage.delete(key);
      await storage.put(key, bytesOf("x"), TEXT);
      await storage.delete(key);
      expect(await storage.head(key)).toBeNull();
    });

    it("keeps the file that was there when a new one breaks off", async () => {
      const storage = open();
      const key = newKey();
      await storage.put(key, bytesOf("old"), TEXT);
      await expect(storage.put(key, breaksOff(), TEXT)).rejects.toThrow("the source broke off");
      expect(await read(storage, key)).toBe("old");
      expect(await all(storage.listUploads(key))).toEqual([]);
    });

    it("leaves nothing behind when it is aborted while it writes", async () => {
      const storage = open();
      const key = newKey();
      const abort = new AbortController();
      const body = (async function* () {
        yield Buffer.alloc(9 * 1024 * 1024);
        abort.abort(new Error("not any more"));
        yield Buffer.alloc(9 * 1024 * 1024);
      })();
      await expect(storage.put(key, body, { ...TEXT, signal: abort.signal })).rejects.toThrow("not any more");
      expect(await storage.head(key)).toBeNull();
      expect(await all(storage.listUploads(key))).toEqual([]);
    });

    it("lists the files of a prefix", async () => {
      const storage = open();
      const folder = `lists/${randomUUID()}`;
      for (const name of ["a", "b/c", "b/d.txt"]) await storage.put(`${folder}/${name}`, bytesOf(name), TEXT);
      await storage.put(`${folder}-other/a`, bytesOf("other"), TEXT);
      const listed = await all(storage.list(`${folder}/`));
      expect(new Map(listed.map(({ key, bytes }) => [key, bytes]))).toEqual(
        new Map([
          [`${folder}/a`, 1],
          [`${folder}/b/c`, 3],
          [`${folder}/b/d.txt`, 7],
        ]),
      );
      expect(await all(storage.list(`lists/${randomUUID()}`))).toEqual([]);
    });

    it("makes one file of parts that came in any order, the last one short", async () => {
      const storage = open();
      const key = newKey();
      const uploadId = await storage.beginUpload(key, TEXT);
      const second = await part(storage, { key, uploadId, number: 2 }, Buffer.from("end"));
      const first = await part(storage, { key, uploadId, number: 1 }, Buffer.alloc(PART_LEAST_BYTES, "a"));
      expect(await storage.head(key)).toBeNull();
      const whole = { bytes: PART_LEAST_BYTES + 3 };
      expect(await storage.completeUpload(key, uploadId, [first, second])).toEqual(whole);
      expect(await read(storage, key, { start: PART_LEAST_BYTES - 1, end: PART_LEAST_BYTES + 2 })).toBe(
        "aend",
      );
      expect(await all(storage.listUploads(key))).toEqual([]);
    });

    it("completes an upload twice, as somebody does who did not hear the first answer", async () => {
      const storage = open();
      const key = newKey();
      const uploadId = await storage.beginUpload(key, TEXT);
      const only = await part(storage, { key, uploadId, number: 1 }, Buffer.from("all"));
      await storage.completeUpload(key, uploadId, [only]);
      expect(await storage.completeUpload(key, uploadId, [only])).toEqual({ bytes: 3 });
      expect(await read(storage, key)).toBe("all");
    });

    it("completes an upload that two complete at once", async () => {
      const storage = open();
      const key = newKey();
      const uploadId = await storage.beginUpload(key, TEXT);
      const parts = [
        await part(storage, { key, uploadId, number: 1 }, Buffer.alloc(PART_LEAST_BYTES, "a")),
        await part(storage, { key, uploadId, number: 2 }, Buffer.from("end")),
      ];
      const both = await Promise.all([1, 2].map(() => storage.completeUpload(key, uploadId, parts)));
      expect(both).toEqual([1, 2].map(() => ({ bytes: PART_LEAST_BYTES + 3 })));
      expect(await read(storage, key, { start: PART_LEAST_BYTES - 1, end: PART_LEAST_BYTES + 2 })).toBe(
        "aend",
      );
      expect(await all(storage.listUploads(key))).toEqual([]);
    });

    it("refuses to complete an upload whose part somebody else has replaced", async () => {
      const storage = open();
      const key = newKey();
      const uploadId = await storage.beginUpload(key, TEXT);
      const mine = await part(storage, { key, uploadId, number: 1 }, Buffer.from("mine"));
      await part(storage, { key, uploadId, number: 1 }, Buffer.from("evil"));
      await expect(storage.completeUpload(key, uploadId, [mine])).rejects.toBeInstanceOf(UploadSpoiled);
      expect(await storage.head(key)).toBeNull();
    });

    it("knows of an upload until it is aborted, and aborts it twice", async () => {
      const storage = open();
      const key = newKey();
      const uploadId = await storage.beginUpload(key, TEXT);
      const only = await part(storage, { key, uploadId, number: 1 }, Buffer.from("x"));
      expect(await all(storage.listUploads("files/"))).toContainEqual(
        expect.objectContaining({ key, uploadId, startedAt: expect.any(Date) }),
      );
      await storage.abortUpload(key, uploadId);
      await storage.abortUpload(key, uploadId);
      expect(await all(storage.listUploads(key))).toEqual([]);
      await expect(storage.completeUpload(key, uploadId, [only])).rejects.toBeInstanceOf(UploadSpoiled);
    });

    it.each(["../x", "/etc/passwd", "a/../../b", "a//b", ".", "a/.", "a\0b", "a\\b", "ä", "", "a/", "a b"])(
      "takes %j for no key",
      async (key) => {
        const storage = open();
        await expect(storage.put(key, bytesOf("x"), TEXT)).rejects.toBeInstanceOf(TypeError);
        await expect((async () => await storage.get(key))()).rejects.toBeInstanceOf(TypeError);
      },
    );
  });
}

function newKey(): string {
  return `files/${randomUUID()}`;
}

async function* bytesOf(...blocks: (string | Buffer)[]): AsyncIterable<Uint8Array> {
  for (const block of blocks) yield Buffer.from(block);
}

async function* breaksOff(): AsyncIterable<Uint8Array> {
  yield Buffer.alloc(9 * 1024 * 1024);
  throw new Error("the source broke off");
}

async function read(storage: Storage, key: string, range?: { start: number; end: number }): Promise<string> {
  const found = await storage.get(key, range);
  if (found === null) throw new Error(`There is no ${key}.`);
  return (await buffer(found.body)).toString();
}

async function part(
  storage: Storage,
  { key, uploadId, number }: { key: string; uploadId: string; number: number },
  bytes: Buffer,
) {
  return { number, bytes: bytes.length, ...(await storage.putPart(key, uploadId, number, bytes)) };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
