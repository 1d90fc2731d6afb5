import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { LAPSED_GRACE_SECONDS } from "@/lib/jobs/limits";
import type { Seen } from "@/lib/jobs/transitions/move-unheld";
import { now } from "@/lib/jobs/transitions/now";

const candidate = z.object({ jobId: z.uuid(), leg: z.number() });

/** Runs that stopped without a word: their lease lapsed and no delivery has taken them over since. */
export function lapsed(executor: Executor, limit: number): Promise<Seen[]> {
  return find(
    executor,
    limit,
    sql`status = 'processing'
      and lease_until < ${now} - make_interval(secs => ${LAPSED_GRACE_SECONDS})
      order by lease_until`,
  );
}

/** Open rows that no run holds and whose deadline has passed. */
export function pastDeadline(executor: Executor, limit: number): Promise<Seen[]> {
  return find(
    executor,
    limit,
    sql`deadline_at < ${now} and status in ('pending', 'retrying', 'processing', 'waiting')
      and (status <> 'processing' or lease_until < clock_timestamp())
      order by deadline_at`,
  );
}

function find(executor: Executor, limit: number, condition: SQL): Promise<Seen[]> {
  return query(
    executor,
    candidate,
    sql`select job_id as "jobId", leg from job_executions where ${condition} limit ${limit}`,
  );
}
