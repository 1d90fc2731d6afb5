import { z } from "zod";
import { adminSql } from "@/scripts/local/admin-sql";

const execution = z.object({
  jobId: z.string(),
  type: z.enum(["soak-work", "soak-write", "soak-relay", "soak-family", "soak-slow"]),
  status: z.string(),
  run: z.number(),
  revivals: z.number(),
  errorCode: z.string().nullable(),
  order: z.string(),
  ends: z.string().nullable(),
  mayBeCancelled: z.coerce.boolean(),
  version: z.number().nullable(),
  effects: z.number().nullable(),
  steps: z.number().nullable(),
  receipts: z.record(z.string(), z.string()).nullable(),
  parentJobId: z.string().nullable(),
});

/** A row of the database, as far as the audit needs it. */
export type Execution = z.output<typeof execution>;

/** All of them. */
export function readExecutions(url: string): Promise<Execution[]> {
  return adminSql(url, async (sql) =>
    z.array(execution).parse([
      ...(await sql`
        select job_id as "jobId", job_type as type, status, run, revivals, error_code as "errorCode",
          payload->>'order' as "order", payload->>'ends' as ends,
          coalesce((payload->>'mayBeCancelled')::boolean, false) as "mayBeCancelled",
          (payload->>'version')::int as version, (payload->>'effects')::int as effects,
          (payload->>'steps')::int as steps, result->'receipts' as receipts, parent_job_id as "parentJobId"
        from job_executions`),
    ]),
  );
}
