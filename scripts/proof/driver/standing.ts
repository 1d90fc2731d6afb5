import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";

const job = z.object({
  status: z.string(),
  leg: z.number(),
  run: z.number(),
  rescues: z.number(),
  revivals: z.number(),
  parked: z.string().nullable(),
  isAsked: z.boolean(),
  isErased: z.boolean(),
  attempts: z.number(),
});

const batch = z.object({
  completed: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  isFlagged: z.boolean(),
  isClosed: z.boolean(),
});

const standing = z.object({
  /** In the order of their insertion. */
  jobs: z.array(job),
  batches: z.array(batch),
  isPaused: z.boolean(),
  /** Lines of the audit about any of these. */
  audits: z.number(),
  /** As the metrics have counted them. */
  deadLetters: z.number(),
});

/** All that a verb may change of the jobs of one type, but for times. */
export type Standing = z.output<typeof standing>;

/** Looks by another way than the engine's. */
export async function standingOf(seen: Database, type: string): Promise<Standing> {
  const [found] = await query(
    seen,
    standing,
    sql`
      with own as (select * from job_executions where job_type = ${type}),
      job as (
        select created_at, job_id, status, leg, run, rescues, revivals, parked_reason as "parked",
          cancel_requested_at is not null as "isAsked", payload_erased_at is not null as "isErased",
          (select count(*)::int from job_attempts a where a.job_id = own.job_id) as attempts
        from own
      ),
      batch as (
        select completed, failed, cancelled, cancel_requested_at is not null as "isFlagged",
          closed_at is not null as "isClosed"
        from job_batches where batch_id in (select batch_id from own)
      )
      select
        (select coalesce(json_agg(job order by created_at, job_id), '[]') from job) as jobs,
        (select coalesce(json_agg(batch), '[]') from batch) as batches,
        exists (select from job_pauses where job_type = ${type}) as "isPaused",
        (select count(*)::int from job_audit where job_type = ${type}
          or batch_id in (select batch_id from own)) as audits,
        (select coalesce(sum(dead_letters), 0)::int from job_metrics
          where span = 'total' and job_type = ${type}) as "deadLetters"`,
  );
  if (found === undefined) throw new Error("A select without a table has one row.");
  return found;
}

/** The same, with this changed in each job. */
export function withJobs(before: Standing, changes: Partial<Standing["jobs"][number]>): Standing {
  return { ...before, jobs: before.jobs.map((each) => ({ ...each, ...changes })) };
}

/** The same, with this changed in each batch. */
export function withBatches(before: Standing, changes: Partial<Standing["batches"][number]>): Standing {
  return { ...before, batches: before.batches.map((each) => ({ ...each, ...changes })) };
}
