import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";

export const window = z.object({
  from: z.string(),
  to: z.string(),
  /** Something happened in it. */
  hasRows: z.boolean(),
  /** Nothing old enough is behind it. */
  isLast: z.boolean(),
});

/** A stretch of time, its end excluded, as Postgres writes its times. */
export type Window = z.output<typeof window>;

export function isIn(column: string, { from, to }: Window): SQL {
  const at = sql.raw(column);
  return sql`${at} >= ${from}::timestamptz and ${at} < ${to}::timestamptz`;
}

/** In UTC whatever the session's zone: some zones begin their hours in the middle of one. */
export function minuteOf(column: string): SQL {
  return sql.raw(`date_trunc('minute', ${column}, 'UTC')`);
}
