import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { STATUSES, type Status } from "@/lib/jobs/lifecycle";
import { isListed, type ListFilter } from "./list-filter";
import type { PagePlace } from "./list-jobs";
import { lanesOf } from "./list-lanes";
import { reachOf } from "./reach";

/** Rows of one lane that are looked at. */
const ROWS_MAX = 50_000;

/** `isCapped`: there are so many or more. */
export type JobCount = { count: number; isCapped: boolean };

/**
 * How many jobs the filter lets through, counted to `max` and among 50,000 rows of each index at most, so that it
 * costs the same in any table.
 */
export async function countJobs(
  executor: Executor,
  filter: ListFilter,
  max = 10_000,
  { after }: Pick<PagePlace, "after"> = {},
): Promise<JobCount> {
  const lanes = lanesOf(filter);
  if (lanes.length === 0) return { count: 0, isCapped: false };
  const among = sql`${reachOf(filter)} and ${after === undefined ? sql`true` : sql`job_id > ${after}::uuid`}`;
  const parts = lanes.map((lane) => {
    const rows = sql`from job_executions where ${lane} and ${among} order by job_id desc`;
    // The rows are counted as they are read: enough are enough.
    return sql`
      select matching, matching <= ${max} and exists (select ${rows} offset ${ROWS_MAX} limit 1) as is_cut from (
        select count(*)::int as matching from (
          select from (select * ${rows} limit ${ROWS_MAX}) as seen where ${isListed(filter)} limit ${max + 1}
        ) as few
      ) as counted`;
  });
  const [row] = await query(
    executor,
    z.object({ matching: z.number(), isCut: z.boolean() }),
    sql`
      select sum(matching)::int as matching, bool_or(is_cut) as "isCut"
      from (${sql.join(parts, sql` union all `)}) as lanes`,
  );
  const { matching, isCut } = row ?? { matching: 0, isCut: false };
  return { count: Math.min(matching, max), isCapped: isCut || matching > max };
}

/**
 * The same for each status, whatever statuses the filter names; one after the other, so that a screen which is refreshed
 * takes one connection of the pool and not eight.
 */
export async function countByStatus(executor: Executor, filter: ListFilter): Promise<Map<Status, JobCount>> {
  const counts = new Map<Status, JobCount>();
  for (const status of STATUSES)
    counts.set(status, await countJobs(executor, { ...filter, statuses: [status] }));
  return counts;
}
