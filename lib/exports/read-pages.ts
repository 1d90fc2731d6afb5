import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { ExportPayload } from "./jobs";
import type { Cell, Column, Source } from "./sources/source";

/** Which rows of a source are meant. */
export type Selection = {
  source: Source;
  payload: ExportPayload;
  /** Whose rows: null for everybody's. */
  organizationId: number | null;
  /** Rows that came later are not in the file, so that it has an end. As Postgres writes it. */
  asOf: string;
};

export type Page = {
  rows: readonly (readonly Cell[])[];
  /** Of the last row; null when no row is left behind it. */
  cursor: string | null;
};

/** Rows of one statement: few milliseconds, some hundred kilobytes. */
const PAGE_ROWS = 5_000;

/**
 * The rows after a cursor in the order of the file, page by page: no page costs more than the first, and no
 * transaction stays open in between.
 *
 * @param after null for the first page.
 */
export async function* readPages(
  db: Executor,
  selection: Selection,
  after: string | null,
  pageRows = PAGE_ROWS,
): AsyncIterable<Page> {
  for (let cursor = after; ; ) {
    const found = await query(db, row, pageOf(selection, cursor, pageRows));
    const last = found.length < pageRows ? null : (found.at(-1)?.cursor ?? null);
    yield { rows: found.map(({ cells }) => cells), cursor: last };
    if (last === null) return;
    cursor = last;
  }
}

/**
 * How many rows there are, up to one more than `COUNT_MOST`: then there are more. Null when that takes too long to count.
 *
 * @throws when the database cannot be asked.
 */
export async function countRows(db: Executor, selection: Selection): Promise<number | null> {
  try {
    const [found] = await query(
      db,
      z.object({ count: z.number() }),
      sql`select count(*)::int as count from (
        select from ${selection.source.from} where ${conditions(selection)} limit ${COUNT_MOST + 1}
      ) counted`,
    );
    return found?.count ?? null;
  } catch (error) {
    if (wasTooSlow(error)) return null;
    throw error;
  }
}

export const COUNT_MOST = 2_000_000;

/** Postgres gave the statement up at its time limit. */
function wasTooSlow(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "57014") || wasTooSlow(error.cause);
}

const row = z.object({
  cells: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  cursor: z.string(),
});

function pageOf(selection: Selection, after: string | null, limit: number): SQL {
  const { source } = selection;
  const { createdAt, key } = source;
  return sql`
    select json_build_array(${sql.join(source.columns.map(cellOf), sql`, `)}) as cells,
      ${createdAt}::text || '|' || ${key}::text as cursor
    from ${source.from}
    where ${conditions(selection)} and ${after === null ? sql`true` : behind(after, source)}
    order by ${createdAt}, ${key}
    limit ${limit}`;
}

function behind(cursor: string, { createdAt, key, keyType }: Source): SQL {
  const bar = cursor.indexOf("|");
  return sql`(${createdAt}, ${key}) > (${cursor.slice(0, bar)}::timestamptz, ${cursor.slice(bar + 1)}::${keyType})`;
}

function conditions({ source, payload, organizationId, asOf }: Selection): SQL {
  const { from, before } = payload.filters;
  const all = [
    sql`${source.createdAt} <= ${asOf}::timestamptz`,
    ...(organizationId === null || source.organization === null
      ? []
      : [sql`${source.organization} = ${organizationId}::bigint`]),
    ...(from === undefined ? [] : [sql`${source.createdAt} >= ${from}::timestamptz`]),
    ...(before === undefined ? [] : [sql`${source.createdAt} < ${before}::timestamptz`]),
    ...(source.where?.(payload) ?? []),
  ];
  return sql.join(all, sql` and `);
}

/** Times to the millisecond in UTC, whatever the session's zone: all programs read them, and `Date` keeps no more. */
function cellOf({ type, value }: Column): SQL {
  return type === "time" ? sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : value;
}
