import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { OUTCOMES } from "@/lib/jobs/lifecycle";

/** Runs that are read; of more, the latest. */
const RUNS_MAX = 200;

/** Runs whose stack is read along: each may have 8,000 characters. */
const STACKS_MAX = 20;

const isoTime = z.string().transform((text) => new Date(text).toISOString());

const attempt = z.object({
  run: z.number(),
  leg: z.number(),
  attempt: z.number(),
  outcome: z.enum(OUTCOMES),
  startedAt: isoTime,
  finishedAt: isoTime,
  /** From when it was due to its claim, in milliseconds; null for a lost run. */
  waitedMs: z.number().nullable(),
  error: z
    .object({
      name: z.string().nullable(),
      message: z.string(),
      code: z.string().nullable(),
      /** Null of older runs too. */
      stack: z.string().nullable(),
      fingerprint: z.string().nullable(),
      httpStatus: z.number().nullable(),
    })
    .nullable(),
  messageId: z.string().nullable(),
  appVersion: z.string().nullable(),
});

/** A run that has ended, as staff see it. */
export type EndedRun = z.output<typeof attempt>;

/** The latest runs of a job that have ended, in their order. */
export async function readAttempts(executor: Executor, jobId: string): Promise<EndedRun[]> {
  const rows = await query(
    executor,
    z.object({ attempt }),
    sql`
      select json_build_object(
        'run', run, 'leg', leg, 'attempt', attempt, 'outcome', outcome,
        'startedAt', started_at, 'finishedAt', finished_at, 'waitedMs', waited_ms,
        'error', case when error_message is not null then json_build_object(
          'name', error_name, 'message', error_message, 'code', error_code,
          'stack', case when row_number() over (order by run desc) <= ${STACKS_MAX} then error_stack end,
          'fingerprint', error_fingerprint, 'httpStatus', http_status) end,
        'messageId', message_id, 'appVersion', app_version
      ) as attempt
      from (
        select * from job_attempts where job_id = ${jobId}::uuid order by run desc limit ${RUNS_MAX}
      ) as latest
      order by run`,
  );
  return rows.map(({ attempt }) => attempt);
}
