import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { PUBLISH_CLAIM_SECONDS } from "@/lib/jobs/limits";
import { countJobs, type JobCount } from "./count-jobs";

/** Jobs that are due are counted to this many, among twice as many rows of each index. */
const DUE_MAX = 10_000;
const ROWS_MAX = 2 * DUE_MAX;

/** Where open jobs stand right now. */
export type Standing = {
  running: JobCount;
  retrying: JobCount;
  /** Due, and no run has begun; paused ones and those in line for a key are left out. */
  queued: JobCount & { oldestDueAt: Date | null };
};

const due = sql`coalesce(next_attempt_at, not_before, created_at)`;
const queued = z.object({ count: z.number(), isCut: z.boolean(), oldest: z.coerce.date().nullable() });

/** Reads what is due by its index and looks at the status then: told of it, the planner would read all that are open. */
const QUEUED = sql`
  with published as (
    select status, coalesce(not_before, created_at) as due from job_executions
    where published_at is not null and status in ('pending', 'retrying') and ${due} <= (select clock_timestamp())
    order by ${due}
    limit ${ROWS_MAX}
  ),
  unpublished as (
    select status, coalesce(not_before, created_at) as due from job_executions
    where published_at is null and parked_reason is null and status in ('pending', 'retrying')
      and publish_claimed_until <= (select clock_timestamp() + make_interval(secs => ${PUBLISH_CLAIM_SECONDS}))
    order by publish_claimed_until
    limit ${ROWS_MAX}
  ),
  seen as (select * from published union all select * from unpublished)
  select count(*)::int as count, min(due) as oldest,
    greatest((select count(*) from published), (select count(*) from unpublished)) = ${ROWS_MAX} as "isCut"
  from seen where status = 'pending' and due <= (select clock_timestamp())`;

/** Counts open jobs by their indexes, each among so many rows at most, however many are open or have ended. */
export async function readStanding(executor: Executor): Promise<Standing> {
  const [running, retrying, [waiting]] = await Promise.all([
    countJobs(executor, { statuses: ["processing"] }),
    countJobs(executor, { statuses: ["retrying"] }),
    query(executor, queued, QUEUED),
  ]);
  const { count, isCut, oldest } = waiting ?? { count: 0, isCut: false, oldest: null };
  const isCapped = isCut || count > DUE_MAX;
  return { running, retrying, queued: { count: Math.min(count, DUE_MAX), isCapped, oldestDueAt: oldest } };
}
