import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { audited, type By } from "./audit";
import { isBatchCancelled } from "./batch-cancelled";
import { type Leg, leg, legJson } from "./leg";
import { newMessage } from "./new-leg";

/** The leg that the caller publishes, and the message that it replaces. */
type Hastened = { leg: Leg; oldMessageId: string | null };

/**
 * pending, retrying → the same on a new leg, due now: its time lies ahead, and somebody wants it at once. Its budget
 * stays as it is. One that has no message and waits for something else than its time is left alone: paused, in line,
 * asked to stop, or past its deadline. Null: it was not moved.
 */
export async function hasten(executor: Executor, jobId: string, by: By): Promise<Hastened | null> {
  const [row] = await query(
    executor,
    z.object({ leg, oldMessageId: z.string().nullable() }),
    sql`
      with found as (
        select found.* from job_executions found
        where job_id = ${jobId}::uuid and status in ('pending', 'retrying')
          and coalesce(next_attempt_at, not_before) > clock_timestamp()
          and parked_reason is null and cancel_requested_at is null
          and coalesce(deadline_at > clock_timestamp(), true)
          and not ${isBatchCancelled("found")}
          and not exists (select from job_pauses pause where pause.job_type = found.job_type)
        for update
      ),
      moved as (
        update job_executions j
        set leg = found.leg + 1,
          not_before = case when found.not_before > clock_timestamp() then clock_timestamp() else found.not_before end,
          next_attempt_at = case when found.next_attempt_at is not null then clock_timestamp() end,
          ${newMessage()}, updated_at = clock_timestamp()
        from found
        where j.job_id = found.job_id
        returning j.*, found.message_id as old_message_id
      ),
      audited as (
        ${audited(
          "run-now",
          by,
          sql`found`,
          sql`jsonb_build_object('wasDueAt', coalesce(next_attempt_at, not_before))`,
        )}
      )
      select ${legJson("moved")} as leg, old_message_id as "oldMessageId" from moved`,
  );
  return row ?? null;
}
