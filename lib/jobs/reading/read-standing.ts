import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { countJobs, type JobCount } from "./count-jobs";

/** Jobs that are due are counted to this many. */
const DUE_MAX = 10_000;

/** Where open jobs stand right now. */
export type Standing = {
  running: JobCount;
  retrying: JobCount;
  /** Due, and no run has begun; paused ones and those in line for a key are left out. */
  queued: JobCount & { oldestDueAt: Date | null };
};

const due = sql`coalesce(not_before, created_at)`;
const queued = z.object({ count: z.number(), oldest: z.coerce.date().nullable() });

/** Counts open jobs by a few index lookups, however many have ended. */
export async function readStanding(executor: Executor): Promise<Standing> {
  const [running, retrying, [waiting]] = await Promise.all([
    countJobs(executor, { statuses: ["processing"] }),
    countJobs(executor, { statuses: ["retrying"] }),
    query(
      executor,
      queued,
      sql`
        select count(*)::int as count, min(due) as oldest from (
          (
            select ${due} as due from job_executions
            where published_at is not null and status in ('pending', 'retrying') and status = 'pending'
              and parked_reason is null
              and coalesce(next_attempt_at, not_before, created_at) <= (select clock_timestamp())
            order by coalesce(next_attempt_at, not_before, created_at)
            limit ${DUE_MAX + 1}
          )
          union all
          (
            select ${due} from job_executions
            where published_at is null and parked_reason is null and status in ('pending', 'retrying')
              and status = 'pending' and ${due} <= (select clock_timestamp())
            order by publish_claimed_until
            limit ${DUE_MAX + 1}
          )
        ) as ready`,
    ),
  ]);
  const { count, oldest } = waiting ?? { count: 0, oldest: null };
  const isCapped = count > DUE_MAX;
  return { running, retrying, queued: { count: Math.min(count, DUE_MAX), isCapped, oldestDueAt: oldest } };
}
