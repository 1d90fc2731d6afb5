import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { belongsTo, type JobView, jobView, VIEW } from "@/lib/jobs/view";

/** How a job stands, in few words. */
export type JobVersion = {
  jobId: string;
  /** Another one whenever something of its `JobView` is another. Heartbeats without progress change nothing. */
  version: string;
  type: string;
  /** Who started it; null: no person. */
  userId: number | null;
  status: JobView["status"];
  /** Its payload was erased: it cannot be revived. */
  isErased: boolean;
};

const standing = z.object({
  jobId: z.uuid(),
  version: z.string(),
  type: z.string(),
  userId: z.coerce.number().nullable(),
  status: z.enum(STATUSES),
  isErased: z.boolean(),
});

/**
 * The version of a job that the actor may see; null for unknown and foreign ones alike. Reads one row by its key, and the
 * row of its batch while it waits for one: cheap enough to be asked again and again.
 */
export async function findJobVersion(
  executor: Executor,
  actor: Actor,
  jobId: string,
): Promise<JobVersion | null> {
  if (!z.uuid().safeParse(jobId).success) return null;
  const [row] = await query(executor, standing, statement(actor, jobId, sql``));
  return row ?? null;
}

/** The same with the job itself, as of the same moment. */
export async function findVersionedJob(
  executor: Executor,
  actor: Actor,
  jobId: string,
): Promise<(JobVersion & { job: JobView }) | null> {
  if (!z.uuid().safeParse(jobId).success) return null;
  const [row] = await query(
    executor,
    standing.extend({ job: jobView }),
    statement(actor, jobId, sql`, ${VIEW} as job`),
  );
  return row ?? null;
}

function statement(actor: Actor, jobId: string, more: SQL): SQL {
  return sql`
    select j.job_id as "jobId", ${VERSION} as version, j.job_type as type, j.user_id as "userId", j.status,
      j.payload_erased_at is not null as "isErased"${more}
    from job_executions j
    where j.job_id = ${jobId}::uuid and ${belongsTo(actor)}`;
}

/** Runs that ended, and times and results, come with a column that is here. */
const VERSION = sql`md5(row(
  j.status, j.leg, j.run, j.attempt, j.retry_count, j.revivals, j.parked_reason,
  j.progress_done, j.progress_total, j.progress_message, j.error_code, j.error,
  j.cancel_requested_at is null, j.payload_erased_at is null,
  extract(epoch from j.not_before), extract(epoch from j.next_attempt_at), extract(epoch from j.completed_at),
  (
    select concat_ws(' ', total, completed, failed, cancelled)
    from job_batches b where b.batch_id = j.waits_for and j.status = 'waiting'
  )
)::text)`;
