import type { Cell } from "@/lib/exports/sources/source";
import type { TextColumn, TextFormat } from "./text-format";

/** One array of objects, one on each line. */
export const jsonArray: TextFormat = {
  contentType: "application/json",
  extension: "json",
  head: () => "[",
  rows: (rows, columns, isFirst) =>
    rows.map((cells, at) => `${isFirst && at === 0 ? "\n" : ",\n"}${objectOf(cells, columns)}`).join(""),
  tail: "\n]\n",
};

/** An object on each line, for programs that read line by line. */
export const jsonLines: TextFormat = {
  contentType: "application/x-ndjson",
  extension: "jsonl",
  head: () => "",
  rows: (rows, columns) => rows.map((cells) => `${objectOf(cells, columns)}\n`).join(""),
  tail: "",
};

function objectOf(cells: readonly Cell[], columns: readonly TextColumn[]): string {
  return JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, cells[at] ?? null])));
}
