import { type CellValue, writeXlsxStream } from "hucre/xlsx";
import type { Cell, Column } from "@/lib/exports/sources/source";

export const XLSX_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Most characters that Excel takes in one cell. */
const CELL_MOST = 32_767;

/** Characters, as Excel counts a column's width. */
const WIDTHS = { text: 28, number: 14, boolean: 10, time: 20 } as const;

/**
 * A workbook as a stream: typed cells, times as dates, a header that stays while one scrolls, and a further sheet
 * where one is full (1,048,576 rows). Text is never a formula, whatever it begins with.
 *
 * @param options.isLarge whether a sheet may be larger than 4 GB.
 */
export function xlsx(
  name: string,
  columns: readonly Column[],
  rows: AsyncIterable<readonly Cell[]>,
  { isLarge = false }: { isLarge?: boolean } = {},
): ReadableStream<Uint8Array> {
  return writeXlsxStream(valuesOf(rows, columns), {
    name,
    columns: columns.map(({ name: header, type }) => ({
      header,
      width: Math.max(WIDTHS[type], header.length + 2),
      ...(type === "time" ? { numFmt: "yyyy-mm-dd hh:mm:ss" } : {}),
    })),
    freezePane: { rows: 1 },
    // Sheets beyond 4 GB need it, and old readers do not know it.
    zip64: isLarge,
  });
}

async function* valuesOf(
  rows: AsyncIterable<readonly Cell[]>,
  columns: readonly Column[],
): AsyncIterable<CellValue[]> {
  for await (const cells of rows) yield cells.map((cell, at) => valueOf(cell, columns[at]));
}

function valueOf(cell: Cell, column: Column | undefined): CellValue {
  if (typeof cell !== "string") return cell;
  return column?.type === "time" ? new Date(cell) : cell.slice(0, CELL_MOST).toWellFormed();
}
