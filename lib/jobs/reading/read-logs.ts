import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const line = z.object({
  run: z.number(),
  line: z.number(),
  at: z.string().transform((text) => new Date(text).toISOString()),
  message: z.string(),
  fields: z.record(z.string(), z.unknown()).nullable(),
});

/** A line of `ctx.log`. */
export type LogLine = z.output<typeof line>;

/** A line's place among those of its job. */
export type LogPlace = Pick<LogLine, "run" | "line">;

/** Lines in their order, and whether there are earlier or later ones. */
type LogPage = { lines: LogLine[]; hasEarlier: boolean; hasLater: boolean };

/** Lines of a page. */
const LINES = 200;

/** The latest lines of a job, or those just before, or just after, a place. */
export async function readLogs(
  executor: Executor,
  jobId: string,
  { before, after }: { before?: LogPlace | undefined; after?: LogPlace | undefined } = {},
): Promise<LogPage> {
  const isForward = after !== undefined;
  const place = after ?? before;
  const order = isForward ? sql`run, line` : sql`run desc, line desc`;
  const from = isForward ? sql`(run, line) >` : sql`(run, line) <`;
  const rows = await query(
    executor,
    z.object({ found: line }),
    sql`
      select json_build_object('run', run, 'line', line, 'at', at, 'message', message, 'fields', fields) as found
      from job_logs
      where job_id = ${jobId}::uuid
        ${place === undefined ? sql`` : sql`and ${from} (${place.run}::int, ${place.line}::int)`}
      order by ${order}
      limit ${LINES + 1}`,
  );
  const read = rows.slice(0, LINES).map(({ found }) => found);
  const hasMore = rows.length > LINES;
  return isForward
    ? { lines: read, hasEarlier: true, hasLater: hasMore }
    : { lines: read.toReversed(), hasEarlier: hasMore, hasLater: before !== undefined };
}
