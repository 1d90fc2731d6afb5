import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { LAPSED_GRACE_SECONDS, MISSED_SECONDS } from "@/lib/jobs/limits";

/** Where counting stops. */
const COUNTED_MAX = 1_000;

/** Ticks of schedules that are read at most, the latest ones: those that were missed have no index of their own. */
const TICKS_MAX = 10_000;

/** A job that is due for longer than this and has not begun is late, in seconds. */
const LATE_SECONDS = 60;

const some = z.object({
  count: z.number(),
  since: z.coerce.date().nullable(),
  example: z.string().nullable(),
});

const attention = z.object({
  /** Runs whose lease lapsed and that nobody has taken over. */
  stalled: some,
  /** Published, due for more than a minute, and not begun. */
  late: some,
  /** Due for more than a minute, and QStash has not taken their messages. */
  unpublished: some,
  /** Of the last 24 hours, and of the 10,000 latest ticks. */
  missedTicks: some,
  /** Schedules whose tick is overdue right now. */
  overdueSchedules: some,
  /** Schedules that QStash does not know as they are. */
  unregistered: some,
  pausedTypes: z.array(
    z.object({
      type: z.string(),
      reason: z.string().nullable(),
      pausedAt: z.coerce.date(),
      userId: z.number().nullable(),
    }),
  ),
  /** Null: no pass has ended yet. */
  reconciledAt: z.coerce.date().nullable(),
});

/** How many of a kind, at most 1,000; since when the first of them, and which it is. */
export type Some = z.output<typeof some>;

/** What an operator should look at, each by one index lookup. */
export type Attention = z.output<typeof attention>;

export async function readAttention(executor: Executor): Promise<Attention> {
  const [row] = await query(executor, attention, STATEMENT);
  if (row === undefined) throw new Error("Postgres answered nothing.");
  return row;
}

const before = (seconds: number) => sql`(select clock_timestamp() - make_interval(secs => ${seconds}))`;
const due = sql`coalesce(next_attempt_at, not_before, created_at)`;
const late = before(LATE_SECONDS);

const STATEMENT = sql`select
  ${someOf(sql`
    select job_id::text as id, lease_until as since from job_executions
    where status = 'processing' and lease_until < ${before(LAPSED_GRACE_SECONDS)} order by lease_until`)} as stalled,
  ${someOf(sql`
    select job_id::text as id, ${due} as since from job_executions
    where published_at is not null and parked_reason is null and status in ('pending', 'retrying')
      and ${due} < ${late} order by ${due}`)} as late,
  ${someOf(sql`
    select job_id::text as id, ${due} as since from job_executions
    where published_at is null and parked_reason is null and status in ('pending', 'retrying')
      and publish_claimed_until < ${late} and ${due} < ${late} order by publish_claimed_until`)} as unpublished,
  ${someOf(sql`
    select schedule_id as id, at as since from (
      select * from schedule_occurrences where at > ${before(86_400)} order by at desc limit ${TICKS_MAX}
    ) as latest
    where outcome = 'missed' or cause = 'made_up' order by at`)} as "missedTicks",
  ${someOf(sql`
    select id, next_tick_at as since from schedules
    where paused_at is null and deleted_at is null and next_tick_at < ${before(MISSED_SECONDS)} order by next_tick_at`)}
    as "overdueSchedules",
  ${someOf(sql`
    select id, updated_at as since from schedules
    where registered_at is null and deleted_at is null and register_claimed_until < ${late}
    order by register_claimed_until`)} as unregistered,
  coalesce((select json_agg(paused) from (
    select job_type as type, reason, paused_at as "pausedAt", user_id as "userId" from job_pauses
    order by paused_at limit 50) as paused), '[]') as "pausedTypes",
  (select reconciled_at from job_install) as "reconciledAt"`;

function someOf(rows: SQL): SQL {
  return sql`(
    select json_build_object('count', count(*), 'since', min(since), 'example', (array_agg(id order by since))[1])
    from (${rows} limit ${COUNTED_MAX}) as few)`;
}
