import type { NotedPart, OpenArtifact } from "@/lib/artifacts/artifact";
import type { Executor } from "@/lib/db/database";
import { PART_LEAST_BYTES } from "@/lib/storage/storage";
import { readPages, type Selection } from "./read-pages";
import type { Cell } from "./sources/source";

/** What a run writes, and until when. */
export type Writing = {
  selection: Selection;
  /** All rows there are, or one more than `COUNT_MOST`; null when that takes too long to count. */
  total: number | null;
  signal: AbortSignal;
  /** Begin no page after it, in milliseconds. */
  until: number;
  /** Called after each page, with all rows so far. */
  onRows: (rows: number) => void;
  /** Rows of a page and bytes of a part, where tests want them small. */
  pageRows?: number;
  partBytes?: number;
};

/** One part, ready to be kept. */
type Part = Omit<NotedPart, "tag" | "bytes"> & { bytes: Uint8Array };

type PartFormat = {
  head(): string;
  rows(rows: readonly (readonly Cell[])[], isFirst: boolean): string;
  tail: string;
  /** Puts the part into the storage and notes it. @returns what it noted. */
  keep(part: Part): Promise<NotedPart>;
};

export type WrittenFile = { rows: number; bytes: number };

/** The cursor of the last part: no row comes behind it. */
const END = "end";

/** A part of this size is worth a request, and little to lose. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * A run ends after so many parts and the job goes on in the next: tries count anew from there, so that an export of
 * an hour is not given up because processes died at its beginning, in its middle and at its end.
 */
const PARTS_A_RUN = 3;

/**
 * Reads rows behind the last noted part and keeps them in further parts.
 *
 * @returns all parts, once all rows are kept; null when the job has to go on in another run.
 */
export async function partsOf(
  db: Executor,
  { parts }: OpenArtifact,
  writing: Writing,
  format: PartFormat,
): Promise<readonly NotedPart[] | null> {
  const { selection, signal, until, onRows, pageRows, partBytes = PART_BYTES } = writing;
  const last = parts.at(-1);
  if (last?.cursor === END) return parts;
  const kept: NotedPart[] = [...parts];
  let rows = sizeOf(parts);
  let pending = newPending((last?.number ?? 0) + 1, last === undefined ? format.head() : "");
  for await (const page of readPages(db, selection, last?.cursor ?? null, pageRows)) {
    signal.throwIfAborted();
    pending.add(format.rows(page.rows, rows === 0), page.rows.length);
    rows += page.rows.length;
    onRows(rows);
    if (page.cursor === null) {
      pending.add(format.tail, 0);
      return [...kept, await format.keep(pending.part(END))];
    }
    const isTimeUp = Date.now() >= until;
    const least = isTimeUp ? Math.min(PART_LEAST_BYTES, partBytes) : partBytes;
    if (pending.bytes() >= least) {
      kept.push(await format.keep(pending.part(page.cursor)));
      pending = newPending(pending.number + 1, "");
    }
    // Rows that fill no part are read again by the next run.
    if (isTimeUp || kept.length - parts.length === PARTS_A_RUN) return null;
  }
  return kept;
}

/** How many rows are in these parts. */
export function sizeOf(parts: readonly NotedPart[]): number {
  return parts.reduce((sum, part) => sum + part.rows, 0);
}

function newPending(number: number, head: string) {
  const blocks: Buffer[] = [Buffer.from(head)];
  let bytes = blocks[0]?.length ?? 0;
  let rows = 0;
  return {
    number,
    bytes: () => bytes,
    add(text: string, count: number): void {
      const block = Buffer.from(text);
      blocks.push(block);
      bytes += block.length;
      rows += count;
    },
    part: (cursor: string): Part => ({ number, rows, cursor, bytes: Buffer.concat(blocks) }),
  };
}
