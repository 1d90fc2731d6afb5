import type { Cell, Column } from "@/lib/exports/sources/source";

/** A file that is text all through: any page of rows can be appended to what is there. */
/** What a text needs to know of a column. */
export type TextColumn = Pick<Column, "name" | "type">;

export type TextFormat = {
  contentType: string;
  extension: string;
  /** Before the first row. */
  head(columns: readonly TextColumn[]): string;
  /** @param isFirst whether no row comes before these. */
  rows(rows: readonly (readonly Cell[])[], columns: readonly TextColumn[], isFirst: boolean): string;
  /** After the last row. */
  tail: string;
};
