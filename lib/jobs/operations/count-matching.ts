import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { isOpenTo, matches } from "./job-filter";
import { BEGINNING, type Cursor, type Lane, lanesOf, nextOf, type Place, place, type Wanted } from "./walk";

/** Rows that one statement counts, so that none is a long one. */
const ROWS_MAX = 20_000;

/** Time that counting may take, in milliseconds: somebody waits for it. */
const COUNTING_MS = 2_000;

/** The moment of this count by the database's clock; `total` null: there are more rows than could be counted soon. */
export type Count = { startedAt: string; total: number | null };

/** How many jobs an operation that begins now is to be done to, and the moment of this now; in about two seconds. */
export async function countMatching(executor: Executor, asked: Omit<Wanted, "startedAt">): Promise<Count> {
  const wanted = { ...asked, startedAt: await momentOf(executor) };
  const lanes = lanesOf(wanted);
  const giveUpAt = Date.now() + COUNTING_MS;
  let total = 0;
  for (let from: Cursor | null = BEGINNING; from !== null; ) {
    const lane = lanes[from.lane];
    if (lane === undefined) break;
    if (Date.now() > giveUpAt) return { startedAt: wanted.startedAt, total: null };
    const { matching, readTo } = await countOn(executor, wanted, lane, from.after);
    total += matching;
    from = nextOf(from.lane, lanes.length, readTo);
  }
  return { startedAt: wanted.startedAt, total };
}

async function momentOf(executor: Executor): Promise<string> {
  const moment = z.object({ now: z.string() });
  const [row] = await query(executor, moment, sql`select to_json(clock_timestamp()) #>> '{}' as now`);
  if (row === undefined) throw new Error("Postgres told no time.");
  return row.now;
}

const counted = z.object({ matching: z.number(), readTo: place.nullable() });

async function countOn(
  executor: Executor,
  { operation, filter, startedAt }: Wanted,
  { rows, order, asPlace }: Lane,
  after: Place | null,
): Promise<z.output<typeof counted>> {
  const seen = sql`from job_executions where ${rows(after)} order by ${order}`;
  const [answer] = await query(
    executor,
    counted,
    sql`
      select count(*) filter (where is_match)::int as matching,
        case when count(*) = ${ROWS_MAX}
          then (select ${asPlace} ${seen} offset ${ROWS_MAX - 1} limit 1)
        end as "readTo"
      from (
        select ${isOpenTo(operation, startedAt)} and ${matches(filter)} as is_match ${seen} limit ${ROWS_MAX}
      ) as seen`,
  );
  return answer ?? { matching: 0, readTo: null };
}
