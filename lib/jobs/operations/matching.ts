import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { isOpenTo, matches } from "./job-filter";
import { BEGINNING, type Cursor, type Lane, lanesOf, nextOf, type Place, place, type Wanted } from "./walk";

/** Rows that one statement reads, so that a filter which fits few of many costs no long one. */
const ROWS_MAX = 5_000;

/** Matching jobs of one page. */
const PAGE = 1_000;

/** The next jobs to which an operation is to be done, with their places, and where to read on; null: all were read. */
export type Page = { places: Place[]; lane: number; next: Cursor | null };

const page = z.object({ places: z.array(place), readTo: place.nullable() });

/** Reads on in the jobs of an operation: at most 5,000 rows, of which 1,000 may match. No transaction stays open. */
export async function nextMatching(executor: Executor, wanted: Wanted, from = BEGINNING): Promise<Page> {
  const lanes = lanesOf(wanted);
  const lane = lanes[from.lane];
  if (lane === undefined) return { places: [], lane: from.lane, next: null };
  const { places, readTo } = await read(executor, wanted, lane, from.after);
  return { places, lane: from.lane, next: nextOf(from.lane, lanes.length, readTo) };
}

/** `readTo` null: the lane was read to its end. */
async function read(
  executor: Executor,
  { operation, filter, startedAt }: Wanted,
  { rows, order, asPlace }: Lane,
  after: Place | null,
): Promise<z.output<typeof page>> {
  const seen = sql`from job_executions where ${rows(after)} order by ${order}`;
  const [answer] = await query(
    executor,
    page,
    // The rows are read as they are asked for: a page that is full asks for no more.
    sql`
      with matching as (
        select row_number() over (order by ${order}) as number, ${asPlace} as place
        from (select * ${seen} limit ${ROWS_MAX}) as seen
        where ${isOpenTo(operation, startedAt)} and ${matches(filter)}
        order by ${order}
        limit ${PAGE}
      )
      select (select coalesce(json_agg(place order by number), '[]') from matching) as places,
        case when (select count(*) from matching) = ${PAGE}
          then (select place from matching order by number desc limit 1)
          else (select ${asPlace} ${seen} offset ${ROWS_MAX - 1} limit 1)
        end as "readTo"`,
  );
  return answer ?? { places: [], readTo: null };
}
