import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";

/** All that is needed to send the message of an execution's current leg. */
export const leg = z.object({
  jobId: z.uuid(),
  type: z.string(),
  leg: z.number(),
  endpoint: z.string(),
  /** Seconds until it is due, by the database's clock; 0 when it is due already. */
  dueInSeconds: z.number(),
  maxRetries: z.number(),
  attempt: z.number(),
  timeoutSeconds: z.number(),
  backoffSeconds: z.array(z.number()),
});

export type Leg = z.output<typeof leg>;

/** The columns of a `Leg`, for `returning` and `select` on `job_executions` under any alias. */
export function legColumns(alias: "j" | "inserted" | "moved"): SQL {
  const row = sql.raw(alias);
  return sql`
    ${row}.job_id as "jobId",
    ${row}.job_type as "type",
    ${row}.leg,
    ${row}.endpoint,
    ceil(greatest(0, coalesce(
      extract(epoch from coalesce(${row}.next_attempt_at, ${row}.not_before) - clock_timestamp()), 0
    )))::int as "dueInSeconds",
    ${row}.max_retries as "maxRetries",
    ${row}.attempt,
    ${row}.timeout_seconds as "timeoutSeconds",
    ${row}.backoff_seconds as "backoffSeconds"`;
}
