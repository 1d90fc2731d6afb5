import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const alert = z.object({
  id: z.uuid(),
  rule: z.string(),
  subject: z.string(),
  value: z.number(),
  since: z.coerce.date(),
  firedAt: z.coerce.date(),
  /** Null: it fires. */
  resolvedAt: z.coerce.date().nullable(),
  isTold: z.boolean(),
});

/** An episode that fired. */
export type Alert = z.output<typeof alert>;

/** Episodes that fire, and those that were over since a moment; the ones that fire first, then the latest. */
export function readAlerts(executor: Executor, { since }: { since: Date }): Promise<Alert[]> {
  return query(
    executor,
    alert,
    sql`select id, rule, subject, value, since, fired_at as "firedAt", resolved_at as "resolvedAt",
        is_told as "isTold"
      from job_alerts
      where fired_at is not null and (resolved_at is null or resolved_at >= ${since.toISOString()}::timestamptz)
      order by resolved_at desc nulls first, fired_at desc
      limit 200`,
  );
}
