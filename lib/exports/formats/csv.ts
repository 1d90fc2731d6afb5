import type { Cell } from "@/lib/exports/sources/source";
import type { TextColumn, TextFormat } from "./text-format";

/** RFC 4180: commas, CRLF, a header line; in UTF-8. `byteOrderMark` makes Excel read it as such. */
export function csv(byteOrderMark: boolean): TextFormat {
  return {
    contentType: "text/csv; charset=utf-8",
    extension: "csv",
    head: (columns) => `${byteOrderMark ? "\uFEFF" : ""}${line(columns.map(({ name }) => text(name)))}`,
    rows: (rows, columns) =>
      rows.map((cells) => line(cells.map((cell, at) => field(cell, columns[at])))).join(""),
    tail: "",
  };
}

function line(fields: readonly string[]): string {
  // A line with one empty field would be an empty line, which readers skip.
  const isBlank = fields.length === 1 && fields[0] === "";
  return isBlank ? '""\r\n' : `${fields.join(",")}\r\n`;
}

function field(cell: Cell, column: TextColumn | undefined): string {
  if (cell === null) return "";
  return column?.type === "text" ? text(String(cell)) : String(cell);
}

/**
 * What a spreadsheet would run as a formula, also spelled in full width (OWASP, CSV injection): an apostrophe before it
 * makes it text. Numbers of ours are no text, so a negative one stays a number.
 */
const FORMULA = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;
const NEEDS_QUOTES = /[",\r\n]|^[\s']|\s$/;

function text(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
