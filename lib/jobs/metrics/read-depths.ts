import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const depth = z.object({
  type: z.string(),
  ready: z.number(),
  scheduled: z.number(),
  retrying: z.number(),
  processing: z.number(),
  waiting: z.number(),
  parked: z.number(),
  /** How long the first of those that are ready has been, in seconds; 0 when none is. */
  oldestWaitSeconds: z.number(),
});
const sampled = depth.extend({ at: z.coerce.date() });

/** How many jobs of a type were open, by where they stood. */
export type Depth = z.output<typeof depth>;

const columns = sql`job_type as type, ready, scheduled, retrying, processing, waiting, parked,
  oldest_wait_seconds as "oldestWaitSeconds", bucket as at`;

/** Every type as it was sampled last, and in which minute that was; null before the first sample. */
export async function readDepths(executor: Executor): Promise<{ at: Date; depths: Depth[] } | null> {
  const rows = await query(
    executor,
    sampled,
    sql`select ${columns} from job_queue_depths
      where span = 'minute' and bucket = (select max(bucket) from job_queue_depths where span = 'minute')
      order by job_type`,
  );
  const [first] = rows;
  return first === undefined ? null : { at: first.at, depths: rows };
}

/** The samples of a type by the minute, of the last 48 hours, or by the hour, where each is the most of its hour. */
export function readDepthSeries(
  executor: Executor,
  { type, span, from, to }: { type: string; span: "minute" | "hour"; from: Date; to: Date },
): Promise<(Depth & { at: Date })[]> {
  return query(
    executor,
    sampled,
    sql`select ${columns} from job_queue_depths
      where span = ${span}::job_metric_span and job_type = ${type}
        and bucket >= ${from.toISOString()}::timestamptz and bucket < ${to.toISOString()}::timestamptz
      order by bucket`,
  );
}
