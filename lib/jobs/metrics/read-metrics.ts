import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { SUMMED } from "./columns";
import { BOUNDS_SECONDS, COUNTERS, HISTOGRAMS } from "./names";
import { MINUTES_KEPT_HOURS } from "./prune-metrics";

/** Points of one series at most. */
const POINTS_MAX = 1_000;

const BINS = BOUNDS_SECONDS.length + 1;
const histogram = z.object({
  bins: z
    .array(z.number())
    .nullable()
    .transform((bins): readonly number[] => bins ?? Array.from({ length: BINS }, () => 0)),
  seconds: z.number(),
});
const ofType = z.object({
  type: z.string(),
  counts: z.record(z.enum(COUNTERS), z.number()),
  histograms: z.record(z.enum(HISTOGRAMS), histogram),
});
const point = ofType.extend({ at: z.coerce.date() });

/** What happened to jobs of a type in a stretch of time. */
export type TypeMetrics = z.output<typeof ofType>;
export type MetricPoint = z.output<typeof point>;

export type Range = {
  from: Date;
  /** Excluded. */
  to: Date;
  /** All types without it; "" is what belongs to no job. */
  type?: string;
};

/** What happened to each type since the first roll-up. Never falls. */
export function readTotals(executor: Executor): Promise<TypeMetrics[]> {
  return query(
    executor,
    ofType,
    sql`select job_type as type, ${SUMMED} from job_metrics where span = 'total' group by job_type order by job_type`,
  );
}

/**
 * What happened to each type in a range; of the last 48 hours by the minute, before by the hour. Types to which
 * nothing happened are left out.
 *
 * @throws {RangeError} when `to` is not after `from`.
 */
export function readMetrics(executor: Executor, range: Range): Promise<TypeMetrics[]> {
  return query(
    executor,
    ofType,
    sql`select job_type as type, ${SUMMED} from job_metrics where ${inRange(range, 60)}
      group by job_type order by job_type`,
  );
}

/**
 * The same in steps, oldest first: `at` is when a step began. Steps in which nothing happened are left out.
 *
 * @param stepSeconds whole minutes; whole hours where the range begins more than 48 hours ago.
 * @throws {RangeError} for a range that is empty, a step that does not fit, or more than 1,000 steps.
 */
export function readSeries(
  executor: Executor,
  { stepSeconds, ...range }: Range & { stepSeconds: number },
): Promise<MetricPoint[]> {
  assertStep(range, stepSeconds);
  return query(
    executor,
    point,
    sql`select job_type as type, ${SUMMED},
        date_bin(make_interval(secs => ${stepSeconds}::int), bucket, ${range.from.toISOString()}::timestamptz) as at
      from job_metrics where ${inRange(range, stepSeconds)}
      group by at, job_type order by at, job_type`,
  );
}

function inRange({ from, to, type }: Range, stepSeconds: number): SQL {
  if (!(to > from))
    throw new RangeError(`A range ends after it begins, got ${String(from)} to ${String(to)}.`);
  const span = byTheMinute(from) && stepSeconds % 3600 !== 0 ? "minute" : "hour";
  return sql`span = ${span}::job_metric_span
    and bucket >= date_trunc(${span}::text, ${from.toISOString()}::timestamptz, 'UTC') and bucket < ${to.toISOString()}::timestamptz
    ${type === undefined ? sql`` : sql`and job_type = ${type}`}`;
}

/** By this process's clock, with an hour to spare. */
function byTheMinute(from: Date): boolean {
  return from.getTime() > Date.now() - (MINUTES_KEPT_HOURS - 1) * 3_600_000;
}

function assertStep({ from, to }: Range, stepSeconds: number): void {
  const unit = byTheMinute(from) ? 60 : 3600;
  if (!Number.isInteger(stepSeconds) || stepSeconds < unit || stepSeconds % unit !== 0) {
    const name = unit === 60 ? "minutes" : "hours, since the range begins more than 47 hours ago";
    throw new RangeError(`stepSeconds must be whole ${name}, got ${stepSeconds}.`);
  }
  const points = (to.getTime() - from.getTime()) / 1000 / stepSeconds;
  if (points > POINTS_MAX)
    throw new RangeError(`A series has at most ${POINTS_MAX} steps, got ${Math.ceil(points)}.`);
}
