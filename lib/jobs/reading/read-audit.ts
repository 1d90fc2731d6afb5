import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const line = z.object({
  id: z.number(),
  at: z.string().transform((text) => new Date(text).toISOString()),
  /** Null: the command line. */
  userId: z.number().nullable(),
  action: z.string(),
  reason: z.string().nullable(),
  operationId: z.uuid().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable().catch(null),
});

/** What somebody did to a job. */
export type AuditLine = z.output<typeof line>;

/** Lines that are read; of more, the latest. */
const AUDIT_MAX = 100;

/** What people did to a job, the latest first. */
export async function readAudit(executor: Executor, jobId: string): Promise<AuditLine[]> {
  const rows = await query(
    executor,
    z.object({ line }),
    sql`
      select json_build_object('id', id, 'at', at, 'userId', user_id, 'action', action, 'reason', reason,
        'operationId', operation_id, 'detail', detail) as line
      from (select * from job_audit where job_id = ${jobId}::uuid order by id desc limit ${AUDIT_MAX}) as latest
      order by id desc`,
  );
  return rows.map(({ line }) => line);
}
