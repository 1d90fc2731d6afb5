import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openDiskStorage } from "./disk-storage";

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "qstash-local-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

it("what was set is there again, in the order it was first set, with its types", async () => {
  const path = await folder();
  const storage = await openDiskStorage(path);
  const table = storage.open<unknown>("t");
  table.set("b", { body: Buffer.from([0, 255]), header: new Map([["A", ["1"]]]) });
  table.set("a", 1);
  table.set("gone", 1);
  table.delete("gone");
  table.set("b", { body: Buffer.from([1, 255]), header: new Map([["A", ["2"]]]), absent: undefined });
  await storage.close();
  const again = await openDiskStorage(path);
  onTestFinished(() => again.close());
  expect([...again.open("t").keys()]).toEqual(["b", "a"]);
});

it("values come back as they were, buffers and maps too", async () => {
  const path = await folder();
  const storage = await openDiskStorage(path);
  const value = { body: Buffer.from([0, 255]), header: new Map([["A", ["1"]]]), labels: ["x"], text: "ü" };
  storage.open<object>("t").set("a", value);
  await storage.close();
  const again = await openDiskStorage(path);
  onTestFinished(() => again.close());
  expect(again.open("t").get("a")).toEqual(value);
});

it("a change in place counts from the next set on", async () => {
  const path = await folder();
  const storage = await openDiskStorage(path);
  const table = storage.open<{ n: number }>("t");
  const value = { n: 1 };
  table.set("a", value);
  await storage.flushed();
  value.n = 2;
  table.set("a", value);
  await storage.close();
  const again = await openDiskStorage(path);
  onTestFinished(() => again.close());
  expect(again.open("t").get("a")).toEqual({ n: 2 });
});

it("a value that refers to another table is stored and restored by its codec, or dropped", async () => {
  const path = await folder();
  const codec = { encode: (n: number) => `#${n}`, decode: (s: string) => (s === "#2" ? undefined : 7) };
  const storage = await openDiskStorage(path);
  const table = storage.open("t", codec);
  table.set("a", 1);
  table.set("b", 2);
  await storage.close();
  const again = await openDiskStorage(path);
  onTestFinished(() => again.close());
  expect([...again.open("t", codec).values()]).toEqual([7]);
});

it("nobody else may look into a folder that it makes: signing keys lie in it", async () => {
  const path = join(await folder(), "new", "data");
  const storage = await openDiskStorage(path);
  onTestFinished(() => storage.close());
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

it("a folder that is in use is refused, and so is one of another format", async () => {
  const path = await folder();
  const storage = await openDiskStorage(path);
  await expect(openDiskStorage(path)).rejects.toThrow(/is in use by another server/);
  await storage.close();
  const { ClassicLevel } = await import("classic-level");
  const level = new ClassicLevel<string, Buffer>(path, { valueEncoding: "buffer" });
  await level.put("format", (await import("node:v8")).serialize(99));
  await level.close();
  await expect(openDiskStorage(path)).rejects.toThrow(/has format 99/);
});
