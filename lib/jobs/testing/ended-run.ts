import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { OUTCOMES, STATUSES } from "@/lib/jobs/lifecycle";

const endedRun = z.object({
  jobId: z.uuid(),
  type: z.string(),
  status: z.enum(STATUSES),
  leg: z.number(),
  run: z.number(),
  /** What the latest run ended in; null for a job that never ran, such as one that expired. */
  outcome: z.enum(OUTCOMES).nullable(),
  result: z.unknown(),
  /** What the latest run failed of. */
  error: z
    .object({ name: z.string().nullable(), message: z.string(), code: z.string().nullable() })
    .nullable(),
  checkpoint: z.unknown(),
  progress: z.object({
    done: z.number().nullable(),
    total: z.number().nullable(),
    message: z.string().nullable(),
  }),
  /** Seconds until it runs again; 0 when that is due, or when it does not. */
  dueInSeconds: z.number(),
});

/** A job after a run. */
export type EndedRun = z.output<typeof endedRun>;

/** @throws {Error} when there is no such job. */
export async function endedRunOf(jobId: string): Promise<EndedRun> {
  const [found] = await query(
    database(),
    endedRun,
    sql`select j.job_id as "jobId", job_type as type, status, j.leg, j.run, outcome, result, checkpoint,
        case when error_message is not null then
          json_build_object('name', error_name, 'message', error_message, 'code', a.error_code) end as error,
        json_build_object('done', progress_done, 'total', progress_total, 'message', progress_message) as progress,
        greatest(0, coalesce(extract(epoch from coalesce(next_attempt_at, not_before) - clock_timestamp()), 0))::float
          as "dueInSeconds"
      from job_executions j left join job_attempts a on a.job_id = j.job_id and a.run = j.run
      where j.job_id = ${jobId}::uuid`,
  );
  if (found === undefined) throw new Error(`There is no job ${jobId} any more: it was deleted while it ran.`);
  return found;
}
