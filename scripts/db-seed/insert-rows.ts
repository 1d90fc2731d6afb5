import type postgres from "postgres";

export type Cell = string | number | boolean | Date | Readonly<Record<string, string | number>> | null;

/** Rows of one table, in the order of `columns`. */
export type Rows = { table: string; columns: readonly string[]; rows: Iterable<readonly Cell[]> };

const PAGE = 10_000;

/**
 * Inserts rows as they are made, so any number takes little memory: pages of JSON, which Postgres reads by the table's
 * own types. `copy` would be a third faster, and never ends in this driver when a row is refused. @returns how many
 */
export async function insertRows(
  sql: postgres.TransactionSql,
  { table, columns, rows }: Rows,
): Promise<number> {
  let count = 0;
  for (const page of pages(rows)) {
    const records = JSON.stringify(
      page.map((row) => Object.fromEntries(row.map((cell, at) => [columns[at], cell]))),
    );
    await sql`
      insert into ${sql(table)} (${sql([...columns])}) overriding system value
      select ${sql([...columns])} from json_populate_recordset(null::${sql(table)}, ${records}::text::json)`;
    count += page.length;
  }
  return count;
}

function* pages(rows: Rows["rows"]): Iterable<(readonly Cell[])[]> {
  let page: (readonly Cell[])[] = [];
  for (const row of rows) {
    page.push(row);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
