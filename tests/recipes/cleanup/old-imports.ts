import { sql } from "drizzle-orm";
import { oldRows } from "@/lib/cleanup/old-rows";

/** Lists of contacts that were taken over so long ago, or refused. */
export const oldImports = oldRows({
  table: "contact_imports",
  key: [
    ["uploaded_at", "timestamptz"],
    ["id", "bigint"],
  ],
  isOld: (before) => sql`t.uploaded_at < ${before} and t.status in ('taken-over', 'refused')`,
});
