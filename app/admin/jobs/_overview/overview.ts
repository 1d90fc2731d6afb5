import type { Histogram } from "@/lib/jobs/metrics/histogram";
import { countOf, percentileOf } from "@/lib/jobs/metrics/histogram";
import { NO_TYPE } from "@/lib/jobs/metrics/names";
import type { MetricPoint } from "@/lib/jobs/metrics/read-metrics";
import type { Uncounted } from "@/lib/jobs/metrics/read-uncounted";
import type { TimeRange } from "./time-range";

/** How jobs end, in the order in which charts stack them: what failed stands at the bottom, where it is compared best. */
export const ENDS = ["failed", "timeout", "cancelled", "completed"] as const;

export type Ends = Record<(typeof ENDS)[number], number>;

/** A step of the range; times are in seconds, null where no run ended. */
export type Bucket = {
  from: Date;
  to: Date;
  ends: Ends;
  wait: { p50: number | null; p95: number | null };
  run: { p50: number | null; p95: number | null };
};

export type TypeRow = {
  type: string;
  ended: number;
  failed: number;
  runP50: number | null;
  runP95: number | null;
};

export type Overview = {
  buckets: Bucket[];
  ends: Ends;
  /** Of those that completed or failed; null where there are none. */
  successRate: number | null;
  types: TypeRow[];
  /** Deliveries that nobody had signed. */
  signatureFailures: number;
  undelivered: number;
};

/** The metrics of a range, and what was not counted yet, as the overview shows them. */
export function overview(
  points: readonly MetricPoint[],
  { ends: uncounted }: Pick<Uncounted, "ends">,
  range: TimeRange,
): Overview {
  const steps = Array.from({ length: range.steps }, () => emptySum());
  const types = new Map<string, Sum>();
  const total = emptySum();
  for (const point of points) {
    const sums = [steps[indexOf(point.at, range)], sumOf(types, point.type), total];
    for (const sum of sums) if (sum !== undefined) addPoint(sum, point);
  }
  for (const { type, status, at, count } of uncounted) {
    const step = steps[indexOf(at, range)];
    if (step === undefined) continue;
    for (const sum of [step, sumOf(types, type), total]) sum.ends[status] += count;
  }
  types.delete(NO_TYPE);
  const tried = total.ends.completed + failuresOf(total.ends);
  return {
    buckets: steps.map((sum, index) => bucketOf(sum, index, range)),
    ends: total.ends,
    successRate: tried === 0 ? null : total.ends.completed / tried,
    types: [...types].map(([type, sum]) => typeRow(type, sum)),
    signatureFailures: total.signatureFailures,
    undelivered: total.undelivered,
  };
}

/** Failed for good, by whatever way. */
export function failuresOf({ failed, timeout }: Ends): number {
  return failed + timeout;
}

export function endedOf(ends: Ends): number {
  return ENDS.reduce((sum, end) => sum + ends[end], 0);
}

type Sum = { ends: Ends; wait: Histogram; run: Histogram; signatureFailures: number; undelivered: number };

const NOTHING: Histogram = { bins: [], seconds: 0 };

function emptySum(): Sum {
  return {
    ends: { failed: 0, timeout: 0, cancelled: 0, completed: 0 },
    wait: NOTHING,
    run: NOTHING,
    signatureFailures: 0,
    undelivered: 0,
  };
}

function sumOf(types: Map<string, Sum>, type: string): Sum {
  const sum = types.get(type) ?? emptySum();
  types.set(type, sum);
  return sum;
}

function addPoint(sum: Sum, { counts, histograms }: MetricPoint): void {
  for (const end of ENDS) sum.ends[end] += counts[end];
  sum.wait = added(sum.wait, histograms.wait);
  sum.run = added(sum.run, histograms.run);
  sum.signatureFailures += counts.signatureFailures;
  sum.undelivered += counts.undelivered;
}

function added(one: Histogram, other: Histogram): Histogram {
  return {
    bins: other.bins.map((count, bin) => count + (one.bins[bin] ?? 0)),
    seconds: one.seconds + other.seconds,
  };
}

/** Beyond the range there is no such step. */
function indexOf(at: Date, { from, stepSeconds }: TimeRange): number {
  return Math.floor((at.getTime() - from.getTime()) / 1_000 / stepSeconds);
}

function bucketOf({ ends, wait, run }: Sum, index: number, { from, stepSeconds }: TimeRange): Bucket {
  const start = from.getTime() + index * stepSeconds * 1_000;
  return {
    from: new Date(start),
    to: new Date(start + stepSeconds * 1_000),
    ends,
    wait: percentiles(wait),
    run: percentiles(run),
  };
}

function percentiles(histogram: Histogram) {
  return { p50: percentileOf(histogram, 0.5), p95: percentileOf(histogram, 0.95) };
}

function typeRow(type: string, { ends, run }: Sum): TypeRow {
  const { p50, p95 } = countOf(run) === 0 ? { p50: null, p95: null } : percentiles(run);
  return { type, ended: endedOf(ends), failed: failuresOf(ends), runP50: p50, runP95: p95 };
}
