import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { OPEN_STATUSES, TERMINAL_STATUSES } from "@/lib/jobs/lifecycle";

/** Where counting stops: with so many open jobs others of these values change all the time. */
const COUNTED_MAX = 100;

const pulse = z.object({
  pending: z.number(),
  processing: z.number(),
  retrying: z.number(),
  waiting: z.number(),
  newest: z.string().nullable(),
  ends: z.array(z.string().nullable()),
  beat: z.string().nullable(),
});

/** How many jobs are open, each at most 100, and a version that differs whenever jobs have moved. */
export type Pulse = Record<(typeof OPEN_STATUSES)[number], number> & { version: string };

/**
 * What tells a screen whether there is something new, at the cost of a few index lookups: the newest job, the latest
 * end of each kind, the latest heartbeat, and how many are open.
 */
export async function readPulse(executor: Executor): Promise<Pulse> {
  const [row] = await query(executor, pulse, STATEMENT);
  if (row === undefined) throw new Error("Postgres answered no pulse.");
  const { pending, processing, retrying, waiting } = row;
  const version = createHash("sha256").update(JSON.stringify(row)).digest("base64url").slice(0, 16);
  return { pending, processing, retrying, waiting, version };
}

// In an order that the index has, so that it alone is read.
const counts = OPEN_STATUSES.map(
  (status) => sql`(
    select count(*)::int from (
      select from job_executions
      where status = ${sql.raw(`'${status}'`)} and status <> 'completed' order by job_id limit ${sql.raw(String(COUNTED_MAX))}
    ) as few
  ) as ${sql.identifier(status)}`,
);

const lastEnd = (status: string) =>
  sql`(select max(completed_at)::text from job_executions where status = ${sql.raw(`'${status}'`)} and completed_at is not null)`;

const STATEMENT = sql`
  select ${sql.join(counts, sql`, `)},
    (select job_id from job_executions order by job_id desc limit 1)::text as newest,
    json_build_array(${sql.join(TERMINAL_STATUSES.map(lastEnd), sql`, `)}) as ends,
    (select max(lease_until)::text from job_executions where status = 'processing') as beat`;
