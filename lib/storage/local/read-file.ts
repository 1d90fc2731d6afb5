import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { ByteRange, StoredBody } from "@/lib/storage/storage";
import { isMissing } from "./is-missing";

/** A block is read when somebody asks for it, so that a slow reader costs no memory. */
const BLOCK_BYTES = 256 * 1024;

/** The file, or a range of it; null when there is none. A symbolic link is refused. */
export async function readFile(path: string, range?: ByteRange): Promise<StoredBody | null> {
  const file = await openFile(path);
  if (file === null) return null;
  try {
    const { size: total } = await file.stat();
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? total - 1, total - 1);
    return { body: bodyOf(file, start, end), bytes: Math.max(0, end - start + 1), total };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function bodyOf(file: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream(
    {
      async pull(controller) {
        const block = new Uint8Array(Math.min(BLOCK_BYTES, end - at + 1));
        const { bytesRead } =
          block.length > 0 ? await file.read(block, 0, block.length, at) : { bytesRead: 0 };
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(block.subarray(0, bytesRead));
        if (bytesRead === 0 || at > end) {
          await file.close();
          controller.close();
        }
      },
      async cancel() {
        await file.close();
      },
    },
    { highWaterMark: 0 },
  );
}
