import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { uuids } from "@/lib/jobs/transitions/ids";
import type { JobDetail } from "./read-job";

const isoTime = z.string().transform((text) => new Date(text).toISOString());

const relative = z.object({
  jobId: z.uuid(),
  type: z.string(),
  status: z.enum(STATUSES),
  notBefore: isoTime.nullable(),
  error: z.string().nullable(),
  createdAt: isoTime,
  completedAt: isoTime.nullable(),
});

/** A job that has to do with another one, as lists of them show it. */
export type Relative = z.output<typeof relative>;

/** The first of some jobs, and how many there are, up to `COUNTED_MAX`. */
export type Relatives = { first: Relative[]; count: number };

/** Relatives of one kind that are shown, and that are counted. */
const SHOWN_MAX = 50;
export const COUNTED_MAX = 1_000;

type Family = {
  /** Who enqueued it: the job whose child or follow-up it is. Null for none, or where it is gone. */
  parent: Relative | null;
  /** The job that it is a replay of. */
  original: Relative | null;
  /** What it enqueued: children, and follow-ups of its end. */
  children: Relatives;
  /** The other jobs of its batch. */
  siblings: Relatives;
  replays: Relatives;
};

/** The jobs that have to do with this one; each kind is found by an index and bounded. */
export async function readFamily(executor: Executor, job: JobDetail): Promise<Family> {
  const one = [job.parentJobId, job.replayedFrom].filter((id) => id !== null);
  const [byId, children, siblings, replays] = await Promise.all([
    one.length === 0 ? [] : read(executor, sql`job_id in (${uuids(one)})`, 2),
    relatives(executor, sql`parent_job_id = ${job.jobId}::uuid`),
    job.batchId === null
      ? NONE
      : relatives(executor, sql`batch_id = ${job.batchId}::uuid and job_id <> ${job.jobId}::uuid`),
    relatives(executor, sql`replayed_from = ${job.jobId}::uuid`),
  ]);
  const find = (id: string | null) => byId.find(({ jobId }) => jobId === id) ?? null;
  return { parent: find(job.parentJobId), original: find(job.replayedFrom), children, siblings, replays };
}

const NONE: Relatives = { first: [], count: 0 };

async function relatives(executor: Executor, condition: SQL): Promise<Relatives> {
  const first = await read(executor, condition, SHOWN_MAX);
  if (first.length < SHOWN_MAX) return { first, count: first.length };
  const [counted] = await query(
    executor,
    z.object({ count: z.number() }),
    sql`select count(*)::int as count
      from (select from job_executions j where ${condition} limit ${COUNTED_MAX}) as found`,
  );
  return { first, count: counted?.count ?? first.length };
}

/** Failed ones come first: they are what somebody looks for. */
async function read(executor: Executor, condition: SQL, limit: number): Promise<Relative[]> {
  const rows = await query(
    executor,
    z.object({ relative }),
    sql`
      select json_build_object('jobId', job_id, 'type', job_type, 'status', status, 'notBefore', not_before,
        'error', left(error, 200), 'createdAt', created_at, 'completedAt', completed_at) as relative
      from (
        select * from job_executions j where ${condition} limit ${COUNTED_MAX}
      ) as found
      order by status in ('failed', 'timeout') desc, completed_at is not null, job_id
      limit ${limit}`,
  );
  return rows.map(({ relative }) => relative);
}
