import { type SQL, sql } from "drizzle-orm";
import { type JobFilter, matches } from "@/lib/jobs/operations/job-filter";

/** Which jobs a list has: what operations can be done to, and what only eyes look for. */
export type ListFilter = JobFilter & {
  /** Those of the organization, and those of the person that belong to none. */
  visibleTo?: { userId: number; organizationId: number | null } | undefined;
  /** True: such as have not ended. */
  isOpen?: boolean | undefined;
  /** A value in the payload, as text. Only jobs of the last 24 hours are looked at, and only of one type. */
  payloadAt?: { path: readonly string[]; value: string } | undefined;
};

/** The filter as a condition on rows of `job_executions`. */
export function isListed(filter: ListFilter): SQL {
  return sql.join([matches(filter), ...conditions(filter)], sql` and `);
}

function conditions(filter: ListFilter): SQL[] {
  const { visibleTo, isOpen, payloadAt } = filter;
  return [
    visibleTo === undefined ? null : isVisibleTo(visibleTo),
    isOpen === undefined ? null : sql`completed_at ${isOpen ? sql`is null` : sql`is not null`}`,
    payloadAt === undefined ? null : holds(payloadAt),
  ].filter((condition) => condition !== null);
}

/** What somebody may see, as a condition on rows of `job_executions`. */
export function isVisibleTo({ userId, organizationId }: NonNullable<ListFilter["visibleTo"]>): SQL {
  return sql`(
    organization_id = ${organizationId}::bigint
    or (organization_id is null and user_id = ${userId}::bigint)
  )`;
}

function holds({ path, value }: NonNullable<ListFilter["payloadAt"]>): SQL {
  const steps = sql`array(select jsonb_array_elements_text(${JSON.stringify(path)}::jsonb))`;
  // A whole object would be compared with the secrets in it.
  return sql`created_at > clock_timestamp() - interval '24 hours' and payload #>> ${steps} = ${value}
    and jsonb_typeof(payload #> ${steps}) in ('string', 'number', 'boolean')`;
}
