import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import type { Page, PageOptions, Place, Step } from "./step";
import { noteRemoved } from "./tally";

type OldRows = {
  table: string;
  /** The columns of an index, in its order, with their types; together they name a row. */
  key: readonly (readonly [column: string, type: "timestamptz" | "bigint" | "int" | "text" | "uuid"])[];
  /** Which rows `t` go; the first column of the key bounds them. */
  isOld: (before: SQL) => SQL;
};

/** Rows that one statement removes: some ten milliseconds of work. */
const PAGE = 2_000;

const page = z.object({ count: z.number(), bytes: z.number(), after: z.array(z.string()).nullable() });

/**
 * Old rows of one table, oldest first. Rows that somebody has locked are left to the next clean-up, so any number of
 * them may go on at once, each row removed and counted by one. Bytes are those of the rows themselves, without indexes.
 */
export function oldRows(rows: OldRows): Step {
  return {
    target: rows.table,
    async page(options) {
      if (options.isDry) return await nextPage(database(), rows, options);
      return await database().transaction(async (tx) => {
        const gone = await nextPage(tx, rows, options);
        await noteRemoved(tx, options.jobId, rows.table, gone);
        return gone;
      });
    },
  };
}

async function nextPage(
  executor: Executor,
  { table, key, isOld }: OldRows,
  { before, after, isDry }: PageOptions,
): Promise<Page> {
  const columns = sql.join(
    key.map(([column]) => sql`t.${sql.identifier(column)}`),
    sql`, `,
  );
  const names = key.map(([column]) => sql.identifier(column));
  const rows = sql.identifier(table);
  const [found] = await query(
    executor,
    page,
    sql`
      with page as (
        select t.ctid as place, pg_column_size(t.*) as bytes, ${columns} from ${rows} t
        where ${isOld(sql`${before}::timestamptz`)} and ${behind(columns, key, after)}
        order by ${columns}
        limit ${PAGE}
        ${isDry ? sql`` : sql`for update skip locked`}
      ),
      gone as (
        delete from ${rows} t where ${!isDry} and t.ctid = any(array(select place from page)) returning 1
      )
      select
        (select count(*)::int from ${isDry ? sql`page` : sql`gone`}) as count,
        (select coalesce(sum(bytes), 0)::float8 from page) as bytes,
        (
          select json_build_array(${sql.join(
            names.map((name) => sql`${name}::text`),
            sql`, `,
          )})
          from page order by ${sql.join(
            names.map((name) => sql`${name} desc`),
            sql`, `,
          )} limit 1
        ) as after`,
  );
  return found ?? { count: 0, bytes: 0, after: null };
}

function behind(columns: SQL, key: OldRows["key"], after: Place): SQL {
  if (after === null) return sql`true`;
  const values = key.map(([, type], index) => sql`${after[index]}::${sql.raw(type)}`);
  return sql`(${columns}) > (${sql.join(values, sql`, `)})`;
}
