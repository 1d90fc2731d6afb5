import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import type { By } from "@/lib/jobs/transitions/audit";
import { uuids } from "@/lib/jobs/transitions/ids";
import type { Operation } from "./job-filter";

/** A job that a form has acted on: for a replay the new one, and the one it repeats. */
type Line = { jobId: string; of: string | null };

/**
 * Does what a form asks for. One that was sent before does nothing more: what it did is told by its lines of the audit.
 * Two that come at once do it one after the other. What no form asks for is done each time.
 *
 * @returns what was done now, or the lines of what was done then.
 */
export async function once<Done>(
  operation: Operation,
  jobIds: readonly string[],
  by: By,
  deed: (executor: Executor) => Promise<Done>,
): Promise<{ done: Done } | { earlier: readonly Line[] }> {
  const { form } = by;
  if (form === undefined) return { done: await deed(database()) };
  return await database().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${form}::text, 0))`);
    const earlier = await linesOf(tx, operation, jobIds, { ...by, form });
    return earlier.length > 0 ? { earlier } : { done: await deed(tx) };
  });
}

const line = z.object({ jobId: z.uuid(), of: z.uuid().nullable() });

function linesOf(
  executor: Executor,
  operation: Operation,
  jobIds: readonly string[],
  { form, userId }: By & { form: string },
): Promise<Line[]> {
  if (jobIds.length === 0) return Promise.resolve([]);
  const found =
    operation === "replay"
      ? sql`select job_id from job_executions where replayed_from in (${uuids(jobIds)})`
      : sql`select job_id from job_executions where job_id in (${uuids(jobIds)})`;
  return query(
    executor,
    line,
    sql`select job_id as "jobId", detail ->> 'from' as of from job_audit
      where job_id in (${found}) and action = ${operation}::text and user_id = ${userId}::bigint
        and detail ->> 'form' = ${form}::text
      order by id`,
  );
}
