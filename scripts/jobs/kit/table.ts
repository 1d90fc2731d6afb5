import { stripVTControlCharacters } from "node:util";
import { colours } from "./colours";
import { terminalWidth } from "./output";

/**
 * Rows as a table for a terminal: the last column is cut where the terminal ends. Cells may have colours; nothing else
 * that a terminal obeys gets through.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => width(row[column] ?? ""))),
  );
  const last = headings.length - 1;
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, GAP.length);
  const room = Math.max(12, terminalWidth() - before);
  const line = (row: readonly string[]) =>
    GAP +
    row
      .map((cell, column) => (column === last ? cut(cell, room) : padded(cell, widths[column] ?? 0)))
      .join(GAP)
      .trimEnd();
  return `${[colours.dim(line(headings)), ...rows.map(line)].join("\n")}\n`;
}

const GAP = "  ";

/** Rows for a program: tabs between cells, one line each. */
export function tsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(plainCell).join("\t")}\n`).join("");
}

/** One line of text, without what a terminal obeys or a table is broken by. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim();
}

/** Text of several lines without what a terminal obeys. */
export function printable(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, "�"))
    .join("\n");
}

/** Text to a length, with `…` where something is left out. */
export function cut(text: string, length: number): string {
  if (width(text) <= length) return text;
  return `${stripVTControlCharacters(text).slice(0, Math.max(0, length - 1))}…`;
}

function plainCell(cell: string | number | null): string {
  return cell === null ? "" : oneLine(String(cell));
}

function padded(cell: string, to: number): string {
  return cell + " ".repeat(Math.max(0, to - width(cell)));
}

function width(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
