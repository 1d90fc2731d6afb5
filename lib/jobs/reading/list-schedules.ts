import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { CAUSES, OCCURRENCE_OUTCOMES } from "@/lib/jobs/schedules/outcomes";
import { rules } from "@/lib/jobs/schedules/settings";

/** Results of each schedule that are read. */
const LAST = 20;

const moment = z.coerce.date();

const occurrence = z.object({
  tick: moment,
  cause: z.enum(CAUSES),
  outcome: z.enum(OCCURRENCE_OUTCOMES),
  jobId: z.guid().nullable(),
  /** Null: none was enqueued, or retention has taken it. */
  status: z.enum(STATUSES).nullable(),
});

const scheduleOnScreen = z.object({
  id: z.string(),
  type: z.string(),
  organizationId: z.number().nullable(),
  cron: z.string(),
  timezone: z.string(),
  rules,
  pausedAt: moment.nullable(),
  /** Whether QStash knows of its latest change; what it said otherwise. */
  isRegistered: z.boolean(),
  registerError: z.string().nullable(),
  nextTickAt: moment.nullable(),
  /** The latest first. */
  last: z.array(occurrence),
});

export type Occurrence = z.output<typeof occurrence>;
export type ScheduleOnScreen = z.output<typeof scheduleOnScreen>;

/**
 * Schedules with their last 20 results, in the order of their ids: a page of those that are declared, or of those that
 * organizations made.
 */
export async function pageOfSchedules(
  executor: Executor,
  {
    of,
    after = "",
    limit = 50,
  }: { of: "code" | "organizations"; after?: string | undefined; limit?: number },
): Promise<{ schedules: ScheduleOnScreen[]; next: string | null }> {
  const rows = await query(
    executor,
    scheduleOnScreen,
    sql`
      select s.id, s.job_type as type, s.organization_id::float8 as "organizationId", s.cron, s.timezone, s.rules,
        s.paused_at as "pausedAt", s.registered_at is not null as "isRegistered",
        s.register_error as "registerError", s.next_tick_at as "nextTickAt",
        coalesce((
          select json_agg(json_build_object('tick', o.tick, 'cause', o.cause, 'outcome', o.outcome,
            'jobId', o.job_id, 'status', (select j.status from job_executions j where j.job_id = o.job_id)
          ) order by o.tick desc)
          from (
            select * from schedule_occurrences o where o.schedule_id = s.id order by o.tick desc limit ${LAST}
          ) as o
        ), '[]') as last
      from schedules s
      where s.deleted_at is null and s.id > ${after}
        and ${of === "code" ? sql`s.organization_id is null` : sql`s.organization_id is not null`}
      order by s.id
      limit ${limit + 1}`,
  );
  const schedules = rows.slice(0, limit);
  return { schedules, next: rows.length > limit ? (schedules.at(-1)?.id ?? null) : null };
}
