import { type SQL, sql } from "drizzle-orm";
import { type Status, TERMINAL_STATUSES, TRANSITIONS } from "@/lib/jobs/lifecycle";

/** Which jobs somebody means; a field that is not given lets all through. */
export type JobFilter = {
  types?: readonly string[] | undefined;
  statuses?: readonly Status[] | undefined;
  errorCodes?: readonly string[] | undefined;
  organizationId?: number | undefined;
  userId?: number | undefined;
  batchId?: string | undefined;
  scheduleId?: string | undefined;
  parentJobId?: string | undefined;
  replayedFrom?: string | undefined;
  idempotencyKey?: string | undefined;
  /** What the error message has in it, in any case. */
  errorText?: string | undefined;
  /** ISO 8601; this moment included. */
  createdFrom?: string | undefined;
  /** ISO 8601; this moment left out. */
  createdBefore?: string | undefined;
};

/** What an operation may be done to: it does nothing to other jobs, whatever the filter says. */
export type Operation = "cancel" | "revive" | "replay";

/** The filter as a condition on rows of `job_executions`. */
export function matches(filter: JobFilter): SQL {
  return sql.join([sql`true`, ...conditions(filter)], sql` and `);
}

function conditions(filter: JobFilter): SQL[] {
  const { organizationId, userId, batchId, scheduleId, createdFrom, createdBefore } = filter;
  const { parentJobId, replayedFrom, idempotencyKey, errorText } = filter;
  return [
    oneOf(sql`job_type`, filter.types),
    oneOf(sql`status::text`, filter.statuses),
    oneOf(sql`error_code`, filter.errorCodes),
    organizationId === undefined ? null : sql`organization_id = ${organizationId}::bigint`,
    userId === undefined ? null : sql`user_id = ${userId}::bigint`,
    batchId === undefined ? null : sql`batch_id = ${batchId}::uuid`,
    scheduleId === undefined ? null : sql`schedule_id = ${scheduleId}`,
    parentJobId === undefined ? null : sql`parent_job_id = ${parentJobId}::uuid`,
    replayedFrom === undefined ? null : sql`replayed_from = ${replayedFrom}::uuid`,
    idempotencyKey === undefined ? null : sql`idempotency_key = ${idempotencyKey}`,
    errorText === undefined ? null : sql`strpos(lower(error), lower(${errorText})) > 0`,
    createdFrom === undefined ? null : sql`created_at >= ${createdFrom}::timestamptz`,
    createdBefore === undefined ? null : sql`created_at < ${createdBefore}::timestamptz`,
  ].filter((condition) => condition !== null);
}

function oneOf(column: SQL, values: readonly string[] | undefined): SQL | null {
  if (values === undefined) return null;
  // As an array: a join with the values would read all rows before it lets the first one through.
  return sql`${column} = any (array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb)))`;
}

/** Statuses of jobs that an operation is done to; open ones are cancelled whatever theirs is. */
export const ENDS_OF = {
  revive: TRANSITIONS.revive.from,
  replay: TERMINAL_STATUSES,
} as const satisfies Record<Exclude<Operation, "cancel">, readonly Status[]>;

/**
 * Jobs as they were when the operation began: what was enqueued, or has ended, since then is not meant. So a job
 * that was revived and has failed again is not revived a second time. Erased ones are meant: it is told of them that
 * they were left alone.
 */
export function isOpenTo(operation: Operation, startedAt: string): SQL {
  const began = sql`created_at <= ${startedAt}::timestamptz`;
  if (operation === "cancel") return sql`${began} and completed_at is null and cancel_requested_at is null`;
  return sql`${began} and completed_at <= ${startedAt}::timestamptz and ${oneOf(sql`status::text`, ENDS_OF[operation])}`;
}
