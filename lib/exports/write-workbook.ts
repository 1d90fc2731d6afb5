import type { NotedPart, OpenArtifact } from "@/lib/artifacts/artifact";
import type { Database } from "@/lib/db/database";
import { NonRetryableError } from "@/lib/jobs/errors";
import type { Storage } from "@/lib/storage/storage";
import { XLSX_CONTENT_TYPE, xlsx } from "./formats/xlsx";
import { collectedRows, collectRows } from "./row-parts";
import { sizeOf, type Writing, type WrittenFile } from "./writing";

/** A workbook is written within one run's time limit; so many rows are, on a slow machine too. */
const ROWS_MOST = 2_000_000;

/** What a run must have left to begin the workbook, for each row, in milliseconds; some four times what it takes. */
const MS_PER_ROW = 0.1;

type Services = {
  db: Database;
  storage: Storage;
  run: number;
  stopAt: Date;
  /** Called once all rows are there and the workbook of them begins, which takes as long again. */
  onMaking: (rows: number) => void;
};

/**
 * Collects the rows, over as many runs as that takes, and makes the workbook of them.
 *
 * @returns null when the job has to go on in another run.
 * @throws {TooManyRows}
 * @throws {UploadSpoiled} when a file of collected rows is gone.
 */
export async function writeWorkbook(
  services: Services,
  artifact: OpenArtifact,
  writing: Writing,
): Promise<WrittenFile | null> {
  const { storage, stopAt } = services;
  if (writing.total !== null && writing.total > ROWS_MOST) throw new TooManyRows();
  const parts = await collectRows(services, artifact, writing);
  if (parts === null) return null;
  const rows = sizeOf(parts);
  if (rows > ROWS_MOST) throw new TooManyRows();
  const isFresh = artifact.parts.length === parts.length;
  if (!isFresh && stopAt.getTime() - Date.now() < rows * MS_PER_ROW) return null;
  services.onMaking(rows);
  const { source } = writing.selection;
  const collected = collectedRows(storage, artifact.storageKey, parts);
  const isLarge = sheetBytes(parts, source.columns.length) > LARGE_BYTES;
  const file = xlsx(source.name, source.columns, collected, { isLarge });
  const { bytes } = await storage.put(artifact.storageKey, file, {
    contentType: XLSX_CONTENT_TYPE,
    signal: writing.signal,
  });
  return { rows, bytes };
}

/** Well below the 4 GB from where a sheet needs what old readers do not know. */
const LARGE_BYTES = 2 * 1024 ** 3;

/** About how large the sheets are before they are compressed: text, packed as rows are, and the tags of each cell. */
function sheetBytes(parts: readonly NotedPart[], columns: number): number {
  const packed = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return packed * 12 + sizeOf(parts) * columns * 40;
}

/** Thrown for a workbook that would have more rows than are written in one run. */
class TooManyRows extends NonRetryableError {
  override name = "TooManyRows";

  constructor() {
    const most = ROWS_MOST.toLocaleString("en");
    super(
      `An Excel file has at most ${most} rows here, and this one would have more. Choose CSV, or a shorter time.`,
      { code: "too-many-rows" },
    );
  }
}
