import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";

const line = z.object({
  action: z.string(),
  userId: z.coerce.number().nullable(),
  jobId: z.string().nullable(),
  batchId: z.string().nullable(),
  jobType: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.unknown(),
});

/** The audit's lines about a job, a batch or a type, oldest first. */
export function auditOf(db: Database, subject: string) {
  return query(
    db,
    line,
    sql`select action, user_id as "userId", job_id as "jobId", batch_id as "batchId", job_type as "jobType", reason, detail
      from job_audit where ${subject} in (job_id::text, batch_id::text, job_type) order by id`,
  );
}
