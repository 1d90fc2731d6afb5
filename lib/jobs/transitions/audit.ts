import { type SQL, sql } from "drizzle-orm";

/** Who does something to jobs, and why: kept in `job_audit` with the deed. */
export type By = {
  /** Null: the command line. */
  userId: number | null;
  reason?: string;
  /** The job that does it for many, as one operation. */
  operationId?: string;
  /** A key of the form that asked: cancels, revivals and replays by one form are done once, however often it is sent. */
  form?: string;
};

type Deed =
  | "cancel"
  | "revive"
  | "replay"
  | "run-now"
  | "note"
  | "reveal"
  | "pause"
  | "resume"
  | "allow-address"
  | ScheduleDeed;

/** Deeds to schedules, whose id is in the line's detail. */
export type ScheduleDeed = "schedule" | "unschedule" | "pause-schedule" | "resume-schedule" | "run-schedule";

/**
 * The INSERT of the audit's lines, for a CTE of the statement that does the deed: one line for each row of `rows`,
 * a FROM item with the columns of `job_executions` that `job` names.
 */
export function audited(action: Deed, by: By, rows: SQL, detail: SQL = sql`'{}'::jsonb`): SQL {
  const form = by.form === undefined ? sql`` : sql`|| jsonb_build_object('form', ${by.form}::text)`;
  return sql`
    insert into job_audit (user_id, action, job_id, batch_id, job_type, reason, operation_id, detail)
    select ${by.userId}::bigint, ${action}::text, deed.job_id, deed.batch_id, deed.job_type,
      ${by.reason ?? null}::text, ${by.operationId ?? null}::uuid, deed.detail
    from (select job_id, batch_id, job_type, (${detail}) ${form} as detail from ${rows}) as deed`;
}

/** The same line for a deed to a schedule; `rows` has the columns of `schedules`, `jobId` is the job it started. */
export function auditedSchedule(action: ScheduleDeed, by: By, rows: SQL, jobId: string | null = null): SQL {
  return audited(
    action,
    by,
    sql`(select ${jobId}::uuid as job_id, null::uuid as batch_id, job_type, id from ${rows}) as schedule`,
    sql`jsonb_build_object('scheduleId', schedule.id)`,
  );
}
