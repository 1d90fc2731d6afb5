import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { audited, type By } from "@/lib/jobs/transitions/audit";

/**
 * Leaves a note on a job, as a line of the audit: what somebody found out, or asks others to mind. The job is left as
 * it is. False: there is no such job.
 */
export async function noteJob(jobId: string, by: By & { reason: string }): Promise<boolean> {
  const lines = await query(
    database(),
    z.object({ id: z.coerce.number() }),
    sql`${audited("note", by, sql`(select * from job_executions where job_id = ${jobId}::uuid) as noted`)} returning id`,
  );
  return lines.length > 0;
}
