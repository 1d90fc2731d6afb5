import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { auditedSchedule, type By } from "@/lib/jobs/transitions/audit";
import { type Rules, rules } from "./settings";

/** A schedule as its row should be, or is. */
export type StoredSchedule = {
  id: string;
  /** Null: declared in code. */
  organizationId: number | null;
  type: string;
  /** A `NewExecution` without its id. */
  execution: Readonly<Record<string, unknown>>;
  cron: string;
  timezone: string;
  rules: Rules;
};

const storedSchedule = z.object({
  id: z.string(),
  organizationId: z.number().nullable(),
  type: z.string(),
  execution: z.record(z.string(), z.unknown()),
  cron: z.string(),
  timezone: z.string(),
  rules,
  isPaused: z.boolean(),
});

/** Every schedule that starts jobs and is not deleted. */
export function storedSchedules(executor: Executor) {
  return query(
    executor,
    storedSchedule,
    sql`select id, organization_id::float8 as "organizationId", job_type as type, execution, cron, timezone, rules,
        paused_at is not null as "isPaused"
      from schedules where deleted_at is null order by id`,
  );
}

/** The database's time: ticks are told by it, not by this process's clock. */
export async function databaseNow(executor: Executor): Promise<Date> {
  const [row] = await query(
    executor,
    z.object({ now: z.number() }),
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  return new Date(row?.now ?? Number.NaN);
}

/**
 * Writes a schedule as it should be; one that is so already stays untouched. A new one, and one whose cron or zone
 * changed, begins with `firstTick`: what lies before is never missed. A pause stays. With `by` it is audited.
 *
 * @returns whether anything changed.
 */
export async function writeSchedule(
  executor: Executor,
  wanted: StoredSchedule,
  firstTick: Date,
  by: By | null = null,
): Promise<boolean> {
  const { id, organizationId, type, execution, cron, timezone } = wanted;
  const written = await query(
    executor,
    z.object({ id: z.string() }),
    sql`
      with written as (
      insert into schedules as s
        (id, organization_id, job_type, execution, cron, timezone, rules, next_tick_at, register_claimed_until)
      values (${id}, ${organizationId}::bigint, ${type}, ${JSON.stringify(execution)}::jsonb, ${cron}, ${timezone},
        ${JSON.stringify(wanted.rules)}::jsonb, ${firstTick.toISOString()}::timestamptz, clock_timestamp())
      on conflict (id) do update set
        job_type = excluded.job_type, execution = excluded.execution, cron = excluded.cron,
        timezone = excluded.timezone, rules = excluded.rules,
        next_tick_at = case when ${isMoved} then excluded.next_tick_at else s.next_tick_at end,
        paused_at = case when s.deleted_at is null then s.paused_at end,
        deleted_at = null,
        revision = s.revision + 1,
        registered_at = case when ${isMoved} then null else s.registered_at end,
        register_error = null, register_claimed_until = clock_timestamp(), updated_at = clock_timestamp()
      where s.deleted_at is not null or (s.job_type, s.execution, s.cron, s.timezone, s.rules)
        is distinct from (excluded.job_type, excluded.execution, excluded.cron, excluded.timezone, excluded.rules)
      returning s.*
      )${by === null ? sql`` : sql`, audited as (${auditedSchedule("schedule", by, sql`written`)})`}
      select id from written`,
  );
  return written.length > 0;
}

/** QStash has to hear of it, and its ticks are counted anew. */
const isMoved = sql`(s.deleted_at is not null or (s.cron, s.timezone) is distinct from (excluded.cron, excluded.timezone))`;

/** Removes a schedule that is declared no more: what fires yet finds nothing. */
export async function deleteDeclared(executor: Executor, id: string): Promise<void> {
  await executor.execute(sql`delete from schedules where id = ${id} and organization_id is null`);
}

/** Gives a schedule of an organization the policy of its job, unless it has got another payload or is gone by now. */
export async function refreshPolicy(executor: Executor, { id, execution }: StoredSchedule): Promise<void> {
  await executor.execute(sql`
    update schedules set execution = ${JSON.stringify(execution)}::jsonb, updated_at = clock_timestamp()
    where id = ${id} and deleted_at is null
      and execution ->> 'payloadHash' = ${JSON.stringify(execution)}::jsonb ->> 'payloadHash'
      and execution is distinct from ${JSON.stringify(execution)}::jsonb`);
}
