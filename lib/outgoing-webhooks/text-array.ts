import { type SQL, sql } from "drizzle-orm";

/** A text array, or null, as one parameter on any driver. */
export function textArray(texts: readonly string[] | null): SQL {
  const json = texts === null ? null : JSON.stringify(texts);
  return sql`(select array_agg(one) from jsonb_array_elements_text(${json}::jsonb) as one)`;
}
