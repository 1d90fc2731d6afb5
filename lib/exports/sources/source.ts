import type { SQL } from "drizzle-orm";
import type { ExportPayload } from "@/lib/exports/jobs";

/** A value as it comes from Postgres; times as ISO 8601 in UTC with milliseconds. */
export type Cell = string | number | boolean | null;

export type Column = {
  /** The name in the file. */
  name: string;
  type: "text" | "number" | "boolean" | "time";
  /** Trusted SQL that reads it; a time column reads a timestamptz. */
  value: SQL;
};

/** Something that can be exported: rows with columns, in an order that a page can go on from. */
export type Source = {
  /** Part of the file's name. */
  name: string;
  columns: readonly Column[];
  /** What comes after `from`, with an alias for each table. */
  from: SQL;
  /** When a row came to be: what `from` and `before` mean, and rows later than the export's begin are not in it. */
  createdAt: SQL;
  /** Tells rows of the same moment apart; with `createdAt` the order of the file, which an index should have. */
  key: SQL;
  /** The type of `key`, for the cursor. */
  keyType: SQL;
  /** Whose a row is; null for what belongs to no single organization, which only staff may export. */
  organization: SQL | null;
  /** Further conditions that the payload asks for. */
  where?(payload: ExportPayload): readonly SQL[];
};
