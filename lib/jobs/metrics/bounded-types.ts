import { COUNTERS, HISTOGRAMS, OPEN_STATES } from "./names";
import type { Depth } from "./read-depths";
import type { TypeMetrics } from "./read-metrics";

/** Types that have series of their own at most: each costs a time series database a hundred. */
const TYPES_MAX = 100;

/** The label of all the others together; no definition's type, which is kebab-case. */
export const OTHER_TYPES = "_other";

/** The types with the most jobs under their own names, the rest of them as one. */
export function boundedTypes<Some extends { totals: readonly TypeMetrics[]; depths: readonly Depth[] }>(
  reading: Some,
  typesMax = TYPES_MAX,
): Some {
  const named = new Set(
    reading.totals
      .toSorted((a, b) => b.counts.enqueued - a.counts.enqueued || (a.type < b.type ? -1 : 1))
      .filter(({ type }) => type !== "")
      .slice(0, typesMax)
      .map(({ type }) => type),
  );
  const isNamed = ({ type }: { type: string }) => type === "" || named.has(type);
  return {
    ...reading,
    totals: together(reading.totals, isNamed, addMetrics),
    depths: together(reading.depths, isNamed, addDepth),
  };
}

function together<Row extends { type: string }>(
  rows: readonly Row[],
  isNamed: (row: Row) => boolean,
  add: (one: Row, other: Row) => Row,
): Row[] {
  const [first, ...others] = rows.filter((row) => !isNamed(row));
  const named = rows.filter(isNamed);
  return first === undefined ? named : [...named, others.reduce(add, { ...first, type: OTHER_TYPES })];
}

function addMetrics(one: TypeMetrics, other: TypeMetrics): TypeMetrics {
  const sum = structuredClone(one);
  for (const name of COUNTERS) sum.counts[name] += other.counts[name];
  for (const name of HISTOGRAMS) {
    const { bins, seconds } = one.histograms[name];
    const added = other.histograms[name];
    sum.histograms[name] = {
      bins: bins.map((count, bin) => count + (added.bins[bin] ?? 0)),
      seconds: seconds + added.seconds,
    };
  }
  return sum;
}

function addDepth(one: Depth, other: Depth): Depth {
  const sum = { ...one, oldestWaitSeconds: Math.max(one.oldestWaitSeconds, other.oldestWaitSeconds) };
  for (const state of OPEN_STATES) sum[state] += other[state];
  return sum;
}
