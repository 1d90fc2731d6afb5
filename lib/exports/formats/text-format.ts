import type { Cell, Column } from "@/lib/exports/sources/source";

/** A file that is text all through: any page of rows can be appended to what is there. */
export type TextFormat = {
  contentType: string;
  extension: string;
  /** Before the first row. */
  head(columns: readonly Column[]): string;
  /** @param isFirst whether no row comes before these. */
  rows(rows: readonly (readonly Cell[])[], columns: readonly Column[], isFirst: boolean): string;
  /** After the last row. */
  tail: string;
};
