import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localStorage } from "@/lib/storage/local/local-storage";
import { StorageError } from "@/lib/storage/storage-error";
import { storageContract } from "@/tests/helpers/storage-contract";

let folder: string;
const TEXT = { contentType: "text/plain" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storage-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

storageContract("a storage in a folder", () => localStorage(join(folder, "storage")));

describe("a storage in a folder", () => {
  it("follows no symbolic link, for a file or on the way to one", async () => {
    const root = join(folder, "with-links");
    const secret = join(folder, "outside");
    await mkdir(secret);
    await writeFile(join(secret, "secret"), "secret");
    const storage = localStorage(root);
    await storage.put("reports/one", text("one"), TEXT);
    await symlink(join(secret, "secret"), join(root, "files/reports/link"));
    await symlink(secret, join(root, "files/away"));
    await expect(storage.get("reports/link")).rejects.toThrow();
    await expect(storage.get("away/secret")).rejects.toBeInstanceOf(StorageError);
    await expect(storage.put("away/new", text("x"), TEXT)).rejects.toBeInstanceOf(StorageError);
    await expect(storage.put("away/deep/new", text("x"), TEXT)).rejects.toBeInstanceOf(StorageError);
    await expect(storage.delete("away/secret")).rejects.toBeInstanceOf(StorageError);
    expect(await storage.head("reports/link")).toBeNull();
    expect(await keys(storage.list(""))).toEqual(["reports/one"]);
    expect(await readdir(secret)).toEqual(["secret"]);
  });

  it("takes only ids that it gave out for uploads", async () => {
    const storage = localStorage(join(folder, "storage"));
    await expect(
      (async () => await storage.putPart("a", "../files", 1, Buffer.from("x")))(),
    ).rejects.toThrow();
    await expect((async () => await storage.abortUpload("a", "."))()).rejects.toThrow();
  });

  it("follows no symbolic link that lies where an upload was", async () => {
    const root = join(folder, "swapped");
    const outside = join(folder, "beside");
    await mkdir(outside);
    await writeFile(join(outside, "1"), "secret");
    const storage = localStorage(root);
    const key = "exports/one";
    const uploadId = await storage.beginUpload(key, TEXT);
    const { tag } = await storage.putPart(key, uploadId, 1, Buffer.from("secret"));
    await rm(join(root, "uploads", uploadId), { recursive: true });
    await symlink(outside, join(root, "uploads", uploadId));
    const parts = [{ number: 1, tag, bytes: 6 }];
    await expect(storage.putPart(key, uploadId, 2, Buffer.from("x"))).rejects.toBeInstanceOf(StorageError);
    await expect(storage.completeUpload(key, uploadId, parts)).rejects.toBeInstanceOf(StorageError);
    await expect(storage.abortUpload(key, uploadId)).rejects.toBeInstanceOf(StorageError);
    expect(await storage.head(key)).toBeNull();
    expect(await readdir(outside)).toEqual(["1"]);
  });

  it("lets go of a file whose reader goes away in the middle", async () => {
    const storage = localStorage(join(folder, "storage"));
    await storage.put("big", text("x".repeat(3_000_000)), TEXT);
    const before = await openFiles();
    const found = await storage.get("big");
    const reader = found?.body.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await openFiles()).toBe(before);
  });
});

async function* text(value: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(value);
}

async function keys(files: AsyncIterable<{ key: string }>): Promise<string[]> {
  const list: string[] = [];
  for await (const { key } of files) list.push(key);
  return list;
}

async function openFiles(): Promise<number> {
  return (await readdir("/proc/self/fd")).length;
}
