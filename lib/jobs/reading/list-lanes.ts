import { type SQL, sql } from "drizzle-orm";
import { isTerminal, STATUSES, type Status } from "@/lib/jobs/lifecycle";
import { IS_OPEN } from "@/lib/jobs/schema/is-open";
import { isVisibleTo, type ListFilter } from "./list-filter";

/** Types or statuses of one list that are read one by one; with more of them all jobs are read. */
const LANES_MAX = 12;

/**
 * The rows among which a list lies, as conditions that each fit one index in the order of ids. A list is read from
 * all of them at once; together they have every job that the filter lets through, each once.
 */
export function lanesOf(filter: ListFilter): SQL[] {
  const { batchId, parentJobId, replayedFrom, scheduleId, userId, organizationId, visibleTo, types } = filter;
  const statuses = statusesOf(filter);
  if (batchId !== undefined) return [ofBatch(batchId, visibleTo)];
  if (parentJobId !== undefined) return [sql`parent_job_id = ${parentJobId}::uuid`];
  if (replayedFrom !== undefined) return [sql`replayed_from = ${replayedFrom}::uuid`];
  if (scheduleId !== undefined) return [sql`schedule_id = ${scheduleId}`];
  // However many jobs others have: neither does it take longer, nor does a page end at one of theirs.
  if (visibleTo !== undefined) return userId === visibleTo.userId ? [ofUser(userId)] : ofPerson(visibleTo);
  if (!statuses.includes("completed")) return statuses.map(ofStatus);
  if (userId !== undefined) return [ofUser(userId)];
  if (organizationId !== undefined) return [sql`organization_id = ${organizationId}::bigint`];
  if (types !== undefined && types.length <= LANES_MAX) return [...new Set(types)].flatMap(ofType);
  return [sql`true`];
}

function statusesOf({ statuses = STATUSES, isOpen }: ListFilter): Status[] {
  return statuses.filter((status) => isOpen === undefined || isOpen !== isTerminal(status));
}

/** As text of the statement, so that the planner sees that the partial index has them. */
function ofStatus(status: Status): SQL {
  return sql.raw(`status = '${status}' and status <> 'completed'`);
}

function ofType(type: string): SQL[] {
  return [sql`job_type = ${type} and completed_at is not null`, sql`job_type = ${type} and ${IS_OPEN}`];
}

/** A batch belongs to whom its jobs belong to: of a stranger's no job is read. */
function ofBatch(batchId: string, visibleTo: ListFilter["visibleTo"]): SQL {
  const rows = sql`batch_id = ${batchId}::uuid`;
  if (visibleTo === undefined) return rows;
  const isForeign = sql`${isVisibleTo(visibleTo)} is not true`;
  return sql`${rows} and not exists (select from job_batches where ${rows} and ${isForeign})`;
}

function ofUser(userId: number): SQL {
  return sql`user_id = ${userId}::bigint`;
}

function ofPerson({ userId, organizationId }: NonNullable<ListFilter["visibleTo"]>): SQL[] {
  const own = sql`user_id = ${userId}::bigint and organization_id is null`;
  return organizationId === null ? [own] : [own, sql`organization_id = ${organizationId}::bigint`];
}
