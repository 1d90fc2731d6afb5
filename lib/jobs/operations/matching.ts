import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { isOpenTo, type JobFilter, matches, type Operation } from "./job-filter";

/** Rows that one statement reads, so that a filter which fits few of many costs no long one. */
const ROWS_MAX = 5_000;

/** Jobs of one page. */
const PAGE = 100;

/** Matching jobs that are counted; more are "more than that". */
export const COUNT_MAX = 100_000;

const page = z.object({ jobIds: z.array(z.uuid()), readTo: z.uuid().nullable() });

/** Jobs in the order of their ids, which is the order of time. `readTo`: go on after it; null when all were read. */
export type Page = z.output<typeof page>;

export type Wanted = {
  operation: Operation;
  filter: JobFilter;
  /** ISO 8601, by the database's clock: when the operation began. */
  startedAt: string;
};

/** The next jobs that an operation is to be done to. */
export async function nextMatching(
  executor: Executor,
  { operation, filter, startedAt }: Wanted,
  after: string | null,
): Promise<Page> {
  const [answer] = await query(
    executor,
    page,
    sql`
      with seen as (
        select * from job_executions
        where ${after}::uuid is null or job_id > ${after}::uuid
        order by job_id
        limit ${ROWS_MAX}
      ),
      matching as (
        select job_id from seen where ${isOpenTo(operation, startedAt)} and ${matches(filter)}
        order by job_id
        limit ${PAGE}
      )
      select (select coalesce(json_agg(job_id order by job_id), '[]') from matching) as "jobIds",
        case
          when (select count(*) from matching) = ${PAGE} then (select max(job_id::text) from matching)
          when (select count(*) from seen) = ${ROWS_MAX} then (select max(job_id::text) from seen)
        end as "readTo"`,
  );
  return answer ?? { jobIds: [], readTo: null };
}

const count = z.object({ startedAt: z.string(), total: z.number() });

/** How many jobs an operation that begins now is to be done to, up to 100,000, and the moment of this now. */
export async function countMatching(
  executor: Executor,
  { operation, filter }: Omit<Wanted, "startedAt">,
): Promise<z.output<typeof count>> {
  const [now] = await query(
    executor,
    z.object({ startedAt: z.string() }),
    sql`select to_json(clock_timestamp()) #>> '{}' as "startedAt"`,
  );
  if (now === undefined) throw new Error("Postgres told no time.");
  const [counted] = await query(
    executor,
    z.object({ total: z.number() }),
    sql`select count(*)::int as total from (
      select from job_executions where ${isOpenTo(operation, now.startedAt)} and ${matches(filter)}
      limit ${COUNT_MAX}
    ) as matching`,
  );
  return { ...now, total: counted?.total ?? 0 };
}
