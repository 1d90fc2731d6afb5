import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { OCCURRENCE_OUTCOMES } from "./outcomes";
import { milliseconds } from "./row";

const moment = z.number().transform((at) => new Date(at));

const listed = z.object({
  id: z.string(),
  type: z.string(),
  organizationId: z.number().nullable(),
  cron: z.string(),
  timezone: z.string(),
  isPaused: z.boolean(),
  /** Whether QStash knows of its latest change; what it said otherwise, if it has said anything. */
  isRegistered: z.boolean(),
  registerError: z.string().nullable(),
  /** Null while it is paused. */
  nextTickAt: moment.nullable(),
  last: z
    .object({ tick: moment, outcome: z.enum(OCCURRENCE_OUTCOMES), jobId: z.uuid().nullable() })
    .nullable(),
});

/** A schedule that starts jobs, as a person wants to see it. */
export type ListedSchedule = z.output<typeof listed>;

/** Schedules in the order of their ids: all, or those of one organization. */
export function listSchedules(filter: { organizationId?: number } = {}): Promise<ListedSchedule[]> {
  const { organizationId = null } = filter;
  return query(
    database(),
    listed,
    sql`
      select s.id, s.job_type as type, s.organization_id::float8 as "organizationId", s.cron, s.timezone,
        s.paused_at is not null as "isPaused", s.registered_at is not null as "isRegistered",
        s.register_error as "registerError",
        case when s.paused_at is null then ${milliseconds(sql`s.next_tick_at`)} end as "nextTickAt",
        (
          select json_build_object('tick', ${milliseconds(sql`o.tick`)}, 'outcome', o.outcome, 'jobId', o.job_id)
          from schedule_occurrences o where o.schedule_id = s.id order by o.tick desc limit 1
        ) as last
      from schedules s
      where s.deleted_at is null and (${organizationId}::bigint is null or s.organization_id = ${organizationId}::bigint)
      order by s.id`,
  );
}
