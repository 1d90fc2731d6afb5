import type { ReportTable } from "@/lib/reports/model";
import { drawHeading, drawText } from "./draw-text";
import { COLOURS, type TextStyle } from "./pen";
import { CONTENT_WIDTH, PAGE, type Sheet } from "./sheet";

const CELL: TextStyle = { size: 9 };
const HEAD: TextStyle = { size: 9, weight: "bold", colour: COLOURS.soft };
const LINE = 12;
const PADDING = 5;
/** A cell that is longer ends with an ellipsis. */
const LINES_MOST = 3;

/** A table over as many pages as it takes, its header on each of them; no row is torn. */
export function drawTable(sheet: Sheet, table: ReportTable): void {
  const { title, columns, rows, total } = table;
  drawHeading(sheet, title, 3 * (LINE + 2 * PADDING));
  if (rows.length === 0)
    return drawText(sheet, "P", "Nothing in this time.", { size: 10, colour: COLOURS.soft });
  const element = sheet.group("Table");
  const widths = widthsOf(columns);
  const head = () =>
    drawRow(sheet, { cells: columns.map(({ name }) => name), columns, widths, element }, "TH");
  head();
  for (const cells of rows) {
    const row = { cells: cells.map(show), columns, widths, element };
    if (sheet.room(heightOfRow(sheet, row))) head();
    drawRow(sheet, row, "TD");
  }
  sheet.y += 6;
  if (total > rows.length)
    drawText(sheet, "P", `The first ${show(rows.length)} of ${show(total)}.`, {
      size: 9,
      colour: COLOURS.soft,
    });
}

type Row = {
  cells: readonly string[];
  columns: ReportTable["columns"];
  widths: readonly number[];
  element: ReturnType<Sheet["group"]>;
};

/** Texts share what numbers leave. */
function widthsOf(columns: ReportTable["columns"]): number[] {
  const numbers = columns.filter(({ type }) => type === "number").length;
  const rest = CONTENT_WIDTH - numbers * 90;
  return columns.map(({ type }) => (type === "number" ? 90 : rest / (columns.length - numbers)));
}

function show(cell: string | number | null): string {
  return typeof cell === "number" ? cell.toLocaleString("en", { maximumFractionDigits: 2 }) : (cell ?? "");
}

function linesOf({ pen }: Sheet, { cells, widths }: Row, style: TextStyle): string[][] {
  return cells.map((cell, at) => pen.wrap(cell, (widths[at] ?? 0) - 2 * PADDING, style, LINES_MOST));
}

function heightOfRow(sheet: Sheet, row: Row): number {
  return Math.max(...linesOf(sheet, row, CELL).map((lines) => lines.length)) * LINE + 2 * PADDING;
}

function drawRow(sheet: Sheet, row: Row, tag: "TH" | "TD"): void {
  const style = tag === "TH" ? HEAD : CELL;
  const lines = linesOf(sheet, row, style);
  const height = Math.max(...lines.map(({ length }) => length)) * LINE + 2 * PADDING;
  const parent = sheet.group("TR", row.element);
  let x: number = PAGE.margin;
  for (const [at, cell] of lines.entries()) {
    const width = row.widths[at] ?? 0;
    const isNumber = row.columns[at]?.type === "number";
    const from = isNumber ? x + width - PADDING : x + PADDING;
    sheet.tagged(
      tag,
      () => {
        for (const [number, line] of cell.entries())
          sheet.pen.line(line, from, sheet.y + PADDING + number * LINE, style, isNumber ? "end" : "start");
      },
      { parent },
    );
    x += width;
  }
  sheet.y += height;
  sheet.decoration(() => {
    sheet.doc
      .moveTo(PAGE.margin, sheet.y)
      .lineTo(PAGE.width - PAGE.margin, sheet.y)
      .lineWidth(0.5)
      .stroke(COLOURS.line);
  });
}
