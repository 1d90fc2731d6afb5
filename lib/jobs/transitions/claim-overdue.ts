import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { OVERDUE_SECONDS } from "@/lib/jobs/limits";
import { now } from "./now";

const overdue = z.object({ jobId: z.uuid(), leg: z.number(), messageId: z.string().nullable() });

/**
 * Claims published rows whose message should have come long ago, for the caller to ask QStash about. Changes no
 * status. The patience does not grow with rescues: what waits in a jam is known to QStash and left alone, and what
 * QStash does not know will not come, so that no message is doubled.
 *
 * Each is claimed for five minutes and those never asked about come first: rows that merely wait at QStash do
 * not keep the others from their turn.
 */
export function claimOverdue(executor: Executor, limit: number): Promise<z.output<typeof overdue>[]> {
  return query(
    executor,
    overdue,
    sql`update job_executions
      set publish_claimed_until = clock_timestamp() + make_interval(secs => ${OVERDUE_SECONDS})
      where job_id in (
        select job_id from job_executions
        where published_at is not null and parked_reason is null and status in ('pending', 'retrying')
          and coalesce(next_attempt_at, not_before, created_at) < ${now}
          and greatest(coalesce(next_attempt_at, not_before, created_at), published_at)
            < clock_timestamp() - make_interval(secs => ${OVERDUE_SECONDS})
          and (publish_claimed_until is null or publish_claimed_until < clock_timestamp())
        order by publish_claimed_until nulls first, coalesce(next_attempt_at, not_before, created_at)
        limit ${limit}
        for update skip locked
      )
      returning job_id as "jobId", leg, message_id as "messageId"`,
  );
}
