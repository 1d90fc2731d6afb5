import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Owner, ownOwner } from "./owner";

const owner = z.object({ environment: z.string(), epoch: z.number() });

/** Makes a database that belongs to nobody this environment's. @returns whom it belongs to now. */
export async function takeDatabase(executor: Executor): Promise<Owner> {
  const own = ownOwner();
  await executor.execute(sql`
    insert into job_install (environment, epoch) values (${own.environment}, ${own.epoch}) on conflict do nothing`);
  return (await readOwner(executor)) ?? own;
}

/** Null: nobody's. */
export async function readOwner(executor: Executor): Promise<Owner | null> {
  const [found] = await query(executor, owner, sql`select environment, epoch from job_install`);
  return found ?? null;
}

/**
 * Makes a database of `from` this environment's: all that is open in it is this environment's to publish from now
 * on. False: it does not belong to `from` any more.
 */
export async function adoptDatabase(executor: Executor, from: Owner): Promise<boolean> {
  const own = ownOwner();
  const adopted = await query(
    executor,
    owner,
    sql`
      with adopted as (
        update job_install
        set environment = ${own.environment}, epoch = ${own.epoch}, reconciled_at = null,
          dead_letters_until = null, dead_letters_scan_at = null, dead_letters_cursor = null
        where environment = ${from.environment} and epoch = ${from.epoch}
        returning environment, epoch
      ),
      -- QStash knows none of them here, and their ticks begin anew: those so far were the other environment's.
      rescheduled as (
        update schedules
        set next_tick_at = null, registered_at = null, register_claimed_until = clock_timestamp(),
          is_paused_at_qstash = false, revision = revision + 1, updated_at = clock_timestamp()
        where exists (select from adopted)
      )
      select environment, epoch from adopted`,
  );
  return adopted.length > 0;
}

/** Notes when a pass ended; with the first pass a database gets its owner. */
export async function noteReconciled(executor: Executor): Promise<void> {
  const own = ownOwner();
  await executor.execute(sql`
    insert into job_install (environment, epoch, reconciled_at)
    values (${own.environment}, ${own.epoch}, clock_timestamp())
    on conflict ("only") do update set reconciled_at = excluded.reconciled_at
    where (job_install.environment, job_install.epoch) = (excluded.environment, excluded.epoch)`);
}

/** How many jobs are open, by type. */
export async function countOpen(executor: Executor): Promise<{ type: string; count: number }[]> {
  return query(
    executor,
    z.object({ type: z.string(), count: z.number() }),
    sql`select job_type as type, count(*)::int as count from job_executions
      where status in ('pending', 'retrying', 'processing', 'waiting')
      group by job_type order by job_type`,
  );
}
