import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";

const storedJob = z.object({
  jobId: z.uuid(),
  type: z.string(),
  status: z.enum(STATUSES),
  payload: z.unknown(),
  priority: z.number(),
  userId: z.number().nullable(),
  organizationId: z.number().nullable(),
  idempotencyKey: z.string().nullable(),
  parentJobId: z.uuid().nullable(),
  /** Seconds between its enqueue and the moment before which it does not start; 0 for one that may start at once. */
  delay: z.number(),
});

/** A job as it stands in the database. */
export type StoredJob = z.output<typeof storedJob>;

/** Jobs in the order in which they were enqueued. */
export function storedJobs(condition: SQL): Promise<StoredJob[]> {
  return query(
    database(),
    storedJob,
    sql`select job_id as "jobId", job_type as type, status, payload, priority, user_id::int as "userId",
        organization_id::int as "organizationId", idempotency_key as "idempotencyKey", parent_job_id as "parentJobId",
        greatest(0, coalesce(extract(epoch from not_before - created_at), 0))::float as delay
      from job_executions where ${condition} order by created_at, job_id`,
  );
}
