import { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import { z } from "zod";
import type { NotedPart, OpenArtifact } from "@/lib/artifacts/artifact";
import { notePart } from "@/lib/artifacts/note-part";
import type { Database } from "@/lib/db/database";
import type { Storage } from "@/lib/storage/storage";
import { UploadSpoiled } from "@/lib/storage/storage-error";
import type { Cell } from "./sources/source";
import { partsOf, type Writing } from "./writing";

/**
 * Rows on their way into a workbook. A workbook is one compressed stream, which nobody can go on with after a kill; so
 * the rows are collected first, in files beside it that can be, and the workbook is then made of them in one go.
 *
 * @returns all parts, once all rows are collected; null when the job has to go on in another run.
 */
export async function collectRows(
  { db, storage, run }: { db: Database; storage: Storage; run: number },
  artifact: OpenArtifact,
  writing: Writing,
): Promise<readonly NotedPart[] | null> {
  return await partsOf(db, artifact, writing, {
    head: () => "",
    rows: (rows) => rows.map((cells) => `${JSON.stringify(cells)}\n`).join(""),
    tail: "",
    async keep(part) {
      // With the run in its name, two runs that write the same part do not write the same file.
      const key = `${folderOf(artifact.storageKey)}/${part.number}-${run}`;
      const { bytes } = await storage.put(key, [gzipSync(part.bytes, { level: 1 })], {
        contentType: "application/gzip",
      });
      const noted = { ...part, bytes, tag: key };
      await notePart(db, artifact, noted);
      return noted;
    },
  });
}

/** The files' folder, next to the workbook's own key. */
function folderOf(storageKey: string): string {
  return `${storageKey}.rows`;
}

const cells = z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** The collected rows, one after the other. @throws {UploadSpoiled} when a file of them is gone. */
export async function* collectedRows(
  storage: Storage,
  storageKey: string,
  parts: readonly NotedPart[],
): AsyncIterable<readonly Cell[]> {
  for (const { tag } of parts) {
    const found = await storage.get(tag);
    if (found === null) throw new UploadSpoiled(storageKey);
    for await (const line of linesOf(found.body)) yield cells.parse(JSON.parse(line));
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  let rest = "";
  for await (const text of Readable.from(body).compose(createGunzip()).setEncoding("utf8")) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Removes the files; those of a process that dies before are left to `cleanup-old-data`. */
export async function removeRows(storage: Storage, storageKey: string): Promise<void> {
  for await (const { key } of storage.list(`${folderOf(storageKey)}/`)) await storage.delete(key);
}
