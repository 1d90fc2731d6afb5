import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { isListed, type ListFilter } from "./list-filter";
import { lanesOf } from "./list-lanes";
import { LISTED_JOB, type ListedJob, listedJob } from "./listed-job";
import { reachOf } from "./reach";

/**
 * Rows of one lane that one page reads. Most filters let through most of a lane, so a few are tried first: told of many,
 * the planner would sort a lane that is shorter instead of reading it in its order. With a filter that fits few, a page
 * ends after the many, and says so.
 */
const ROWS = { few: 4, many: 10_000 };

export type PagePlace = {
  /** Only jobs older than this one. */
  before?: string | undefined;
  /** Only jobs newer than this one: those next to it. */
  after?: string | undefined;
  /** Nothing newer than this one: what came since a screen was drawn does not push its rows. */
  upTo?: string | undefined;
};

export type JobPage = {
  /** Newest first. */
  jobs: ListedJob[];
  /** Where the page with older ones begins: `before`; null where there is none. */
  older: string | null;
  /** Where the page with newer ones begins: `after`; null where there is none. */
  newer: string | null;
  /** The search has come only this far, and goes on with `older`; null where it went through. */
  searchedTo: string | null;
};

const answer = z.object({ jobs: z.array(listedJob), edge: z.guid().nullable() });

/**
 * One page of the jobs that the filter lets through, newest first by id. What it costs does not grow with the table:
 * it reads from the indexes that fit, at most 10,000 rows of each.
 *
 * @param limit 1 to 1,000
 */
export async function listJobs(
  executor: Executor,
  filter: ListFilter,
  place: PagePlace = {},
  limit = 50,
): Promise<JobPage> {
  const isUpwards = way(place) === "up";
  const { jobs, edge } = await read(executor, filter, place, limit + 1);
  const known = jobs.filter(({ jobId }) => edge === null || (isUpwards ? jobId <= edge : jobId >= edge));
  const shown = known.slice(0, limit);
  const next = known.length > limit ? (shown.at(-1)?.jobId ?? null) : edge;
  const searchedTo = known.length > limit ? null : edge;
  if (!isUpwards) return { jobs: shown, older: next, newer: place.before ?? null, searchedTo };
  return {
    jobs: shown.toReversed(),
    older: shown.at(0)?.jobId ?? place.after ?? null,
    newer: next,
    searchedTo,
  };
}

async function read(
  executor: Executor,
  filter: ListFilter,
  place: PagePlace,
  limit: number,
): Promise<z.output<typeof answer>> {
  const lanes = lanesOf(filter);
  if (lanes.length === 0) return NOTHING;
  const among = sql`${isBetween(place)} and ${reachOf(filter)}`;
  const reading = { among, ...WAYS[way(place)], filter, limit };
  const ask = async (rows: number) => {
    const [found] = await query(executor, answer, statement(lanes, { ...reading, rows }));
    return found ?? NOTHING;
  };
  const first = await ask(limit * ROWS.few);
  return first.edge === null ? first : ask(ROWS.many);
}

const NOTHING = { jobs: [], edge: null };

/** Beyond the nearest place to which a lane was read nothing is known. */
const WAYS = {
  down: { order: sql.raw("job_id desc"), nearest: sql.raw("greatest") },
  up: { order: sql.raw("job_id"), nearest: sql.raw("least") },
};

function way({ after }: PagePlace): keyof typeof WAYS {
  return after === undefined ? "down" : "up";
}

type Reading = { among: SQL; order: SQL; nearest: SQL; filter: ListFilter; limit: number; rows: number };

function statement(lanes: readonly SQL[], { among, order, nearest, filter, limit, rows }: Reading): SQL {
  const rowsOf = (lane: SQL) => sql`from job_executions where ${lane} and ${among} order by ${order}`;
  const parts = lanes.map((lane, index) => {
    const name = sql.identifier(`lane_${index}`);
    return {
      // The rows are read as they are asked for: a page that is full asks for no more.
      table: sql`${name} as (
        select * from (select * ${rowsOf(lane)} limit ${rows}) as seen
        where ${isListed(filter)} order by ${order} limit ${limit}
      )`,
      all: sql`select * from ${name}`,
      edge: sql`case when (select count(*) from ${name}) < ${limit}
        then (select job_id ${rowsOf(lane)} offset ${rows - 1} limit 1) end`,
    };
  });
  return sql`
    with ${sql.join(
      parts.map(({ table }) => table),
      sql`, `,
    )}
    select (
      select coalesce(json_agg(${LISTED_JOB} order by ${order}), '[]') from (
        select * from (${sql.join(
          parts.map(({ all }) => all),
          sql` union all `,
        )}) as every
        order by ${order} limit ${limit}
      ) as j
    ) as jobs, ${nearest}(${sql.join(
      parts.map(({ edge }) => edge),
      sql`, `,
    )}) as edge`;
}

function isBetween({ before, after, upTo }: PagePlace): SQL {
  return sql.join(
    [
      sql`true`,
      ...(before === undefined ? [] : [sql`job_id < ${before}::uuid`]),
      ...(after === undefined ? [] : [sql`job_id > ${after}::uuid`]),
      ...(upTo === undefined ? [] : [sql`job_id <= ${upTo}::uuid`]),
    ],
    sql` and `,
  );
}
