import type { NotedPart, OpenArtifact } from "@/lib/artifacts/artifact";
import { notePart } from "@/lib/artifacts/note-part";
import { withUpload } from "@/lib/artifacts/open-artifact";
import type { Database } from "@/lib/db/database";
import type { Storage } from "@/lib/storage/storage";
import type { TextFormat } from "./formats/text-format";
import { partsOf, sizeOf, type Writing, type WrittenFile } from "./writing";

/**
 * Writes rows into the parts of an upload, and makes the file of them.
 *
 * @returns null when the job has to go on in another run.
 * @throws {UploadSpoiled} when the storage has other parts than those that were noted.
 */
export async function writeTextFile(
  { db, storage }: { db: Database; storage: Storage },
  artifact: OpenArtifact,
  format: TextFormat,
  writing: Writing,
): Promise<WrittenFile | null> {
  const upload = await withUpload(db, storage, artifact, format.contentType);
  const { storageKey, uploadId } = upload;
  const { columns } = writing.selection.source;
  const parts = await partsOf(db, upload, writing, {
    head: () => format.head(columns),
    rows: (rows, isFirst) => format.rows(rows, columns, isFirst),
    tail: format.tail,
    async keep({ bytes, ...part }) {
      // What ends a file may be nothing at all, and stores take no empty part.
      const { tag } =
        bytes.length === 0 ? NO_PART : await storage.putPart(storageKey, uploadId, part.number, bytes);
      const noted = { ...part, tag, bytes: bytes.length };
      await notePart(db, upload, noted);
      return noted;
    },
  });
  return parts && { rows: sizeOf(parts), bytes: await complete(storage, upload, parts, format.contentType) };
}

const NO_PART = { tag: "" };

async function complete(
  storage: Storage,
  { storageKey, uploadId }: { storageKey: string; uploadId: string },
  parts: readonly NotedPart[],
  contentType: string,
): Promise<number> {
  const kept = parts.filter(({ bytes }) => bytes > 0);
  if (kept.length > 0) return (await storage.completeUpload(storageKey, uploadId, kept)).bytes;
  await storage.abortUpload(storageKey, uploadId);
  // A file without rows, in a format without a head.
  return (await storage.put(storageKey, [], { contentType })).bytes;
}
