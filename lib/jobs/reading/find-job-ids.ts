import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

/** The newest jobs among which a part of an id is looked for. */
const SEARCHED_MAX = 1_000_000;

/** Least digits of a part of an id; fewer would fit many. */
const ID_DIGITS_MIN = 6;

/** Ids that one part may fit before it is called ambiguous. */
const FOUND_MAX = 10;

/**
 * The jobs that somebody means by an id or by its last six digits or more, as lists show it: none, one, or several
 * where it is ambiguous. Parts are looked for among the newest million jobs.
 */
export async function findJobIds(executor: Executor, text: string): Promise<string[]> {
  const digits = text.trim().toLowerCase().replace(/^…/, "").replaceAll("-", "");
  if (!/^[0-9a-f]+$/.test(digits) || digits.length > 32 || digits.length < ID_DIGITS_MIN) return [];
  const rows = await query(
    executor,
    z.object({ jobId: z.guid() }),
    digits.length === 32
      ? sql`select job_id as "jobId" from job_executions where job_id = ${digits}::uuid`
      : sql`
        select job_id as "jobId"
        from (select job_id from job_executions order by job_id desc limit ${SEARCHED_MAX}) as newest
        where right(replace(job_id::text, '-', ''), ${digits.length}) = ${digits}
        limit ${FOUND_MAX}`,
  );
  return rows.map(({ jobId }) => jobId);
}
