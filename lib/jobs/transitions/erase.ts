import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { now } from "./now";

/**
 * Erases what people gave ended jobs whose policy asks for it, up to `limit`: payload, checkpoint, follow-ups and
 * what went to and came from the outside. Status, result, error, hash and times stay. Changes no status; such a
 * job cannot be revived.
 *
 * One policy after the other, so that jobs that are not due yet are not read, however many there are.
 */
export async function erase(executor: Executor, limit: number): Promise<number> {
  const [done] = await query(
    executor,
    z.object({ count: z.number() }),
    sql`
      with recursive policy as (
        select (
          select erase_payload_after_seconds from job_executions where ${isErasable}
          order by erase_payload_after_seconds limit 1
        ) as seconds
        union all
        select (
          select erase_payload_after_seconds from job_executions
          where ${isErasable} and erase_payload_after_seconds > policy.seconds
          order by erase_payload_after_seconds limit 1
        )
        from policy where policy.seconds is not null
      ),
      due as (
        select old.job_id from policy cross join lateral (
          select job_id from job_executions
          where ${isErasable} and erase_payload_after_seconds = policy.seconds
            and completed_at < ${now} - make_interval(secs => policy.seconds)
          order by completed_at
          limit ${limit}
        ) as old
        where policy.seconds is not null
        limit ${limit}
      ),
      found as (
        select job_id from job_executions
        where job_id in (select job_id from due) and ${isErasable}
        order by job_id
        for update skip locked
      ),
      erased as (
        update job_executions j
        set payload = null, checkpoint = null, follow_ups = null, payload_erased_at = clock_timestamp(),
          updated_at = clock_timestamp()
        from found
        where j.job_id = found.job_id
        returning j.job_id
      ),
      forgotten as (
        update job_effects effect set request = null, answer = null
        from erased
        where effect.job_id = erased.job_id
      )
      select count(*)::int as count from erased`,
  );
  return done?.count ?? 0;
}

const isErasable = sql`(
  erase_payload_after_seconds is not null and payload_erased_at is null and completed_at is not null
)`;
