import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Leg, leg, legJson } from "./leg";
import { newMessage } from "./new-leg";

/**
 * waiting → pending on a new leg: jobs whose batch is full and that its last child did not wake. On a healthy
 * database there is none: the child that fills a batch wakes in its own statement (`consequences.ts`).
 */
export async function wake(executor: Executor, limit: number): Promise<Leg[]> {
  const rows = await query(
    executor,
    z.object({ leg }),
    sql`
      with batch as (
        select b.batch_id from job_batches b
        join job_executions waiter on waiter.waits_for = b.batch_id and waiter.status = 'waiting'
        where b.closed_at is not null
        order by b.batch_id
        limit ${limit}
        for update of b skip locked
      ),
      woken as (
        update job_executions waiter
        set status = 'pending', leg = leg + 1, attempt = 0, not_before = null, next_attempt_at = null,
          ${newMessage()}, updated_at = clock_timestamp()
        from batch
        where waiter.waits_for = batch.batch_id and waiter.status = 'waiting'
        returning waiter.*
      )
      select ${legJson("woken")} as leg from woken`,
  );
  return rows.map((row) => row.leg);
}
