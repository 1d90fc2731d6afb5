import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Cause, OCCURRENCE_OUTCOMES, type OccurrenceOutcome } from "@/lib/jobs/schedules/outcomes";
import { activeTraceParent } from "@/lib/jobs/tracing/trace-parent";
import { leg, legJson } from "./leg";
import { insertExecutionsFrom, NEW_EXECUTION } from "./new-execution";

/** A tick about which the caller has decided what it can know. */
export type Tick = {
  scheduleId: string;
  at: Date;
  cause: Cause;
  /** The id of the job that it starts, if it does. */
  jobId: string;
  /** What becomes of it; null: its job is enqueued, unless the next two have something against it. */
  outcome: Exclude<OccurrenceOutcome, "enqueued"> | null;
  /** Skips it while a job of the schedule is open. */
  skipsOverlap: boolean;
  /** Skips it while so many jobs of the type are open. */
  depthMax: number | null;
  /** When the job may start; null: at once. */
  notBefore: Date | null;
};

const occurred = z.object({
  outcome: z.enum(OCCURRENCE_OUTCOMES),
  /** The message to publish, where a job was enqueued. */
  leg: leg.nullable(),
});

export type Occurred = z.output<typeof occurred>;

/**
 * – → pending, for one tick of a schedule: inserts its occurrence, and only with it the job. Null when the tick has
 * an occurrence already. The caller holds the schedule's lock, so that what is counted here stays true.
 */
export async function occur(executor: Executor, tick: Tick): Promise<Occurred | null> {
  const { scheduleId, cause, jobId, outcome, skipsOverlap, depthMax } = tick;
  const notBefore = tick.notBefore?.toISOString() ?? null;
  const [row] = await query(
    executor,
    occurred,
    sql`
      with schedule as materialized (
        select s.*, case
            when ${outcome}::text is not null then ${outcome}::text
            when ${skipsOverlap}::boolean and exists (
              select from job_executions j
              where j.schedule_id = s.id and j.status in ('pending', 'retrying', 'processing', 'waiting')
            ) then 'overlapped'
            when ${depthMax}::int is not null and ${depthMax}::int <= (
              select count(*) from (
                select from job_executions j
                where j.job_type = s.job_type and j.status in ('pending', 'retrying', 'processing', 'waiting')
                limit ${depthMax}::int
              ) as counted
            ) then 'too_deep'
            else 'enqueued' end as outcome
        from schedules s where s.id = ${scheduleId}
      ),
      occurrence as (
        insert into schedule_occurrences (schedule_id, tick, cause, outcome, job_id)
        select id, ${tick.at.toISOString()}::timestamptz, ${cause}::schedule_cause, outcome::schedule_outcome,
          case when outcome = 'enqueued' then ${jobId}::uuid end
        from schedule
        on conflict do nothing
        returning *
      ),
      inserted as (
        ${insertExecutionsFrom(
          sql`occurrence join schedule on occurrence.job_id is not null
            cross join lateral jsonb_to_record(schedule.execution || jsonb_build_object(
              'jobId', occurrence.job_id, 'notBefore', ${notBefore}::text,
              'traceParent', ${activeTraceParent()}::text)) as r ${NEW_EXECUTION}`,
          undefined,
          { scheduleId: sql`occurrence.schedule_id`, at: sql`occurrence.tick` },
        )}
        returning *
      )
      select outcome, (select ${legJson("inserted")} from inserted) as leg from occurrence`,
  );
  return row ?? null;
}
