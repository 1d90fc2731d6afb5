import { BOUNDS_SECONDS } from "./names";

/** How often something took how long: counts by the bins of `BOUNDS_SECONDS`, and the sum in seconds. */
export type Histogram = { bins: readonly number[]; seconds: number };

export function countOf({ bins }: Histogram): number {
  return bins.reduce((sum, count) => sum + count, 0);
}

/** The mean in seconds; null of nothing. */
export function meanOf(histogram: Histogram): number | null {
  const count = countOf(histogram);
  return count === 0 ? null : histogram.seconds / count;
}

/**
 * The value in seconds that a share of all stays below, such as 0.95; null of nothing. Taken as spread evenly within
 * its bin, so it is as exact as the bins are narrow; beyond the last bound it is that bound.
 *
 * @throws {RangeError} for a share that is not from 0 to 1.
 */
export function percentileOf(histogram: Histogram, share: number): number | null {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A share is from 0 to 1, got ${share}.`);
  const count = countOf(histogram);
  if (count === 0) return null;
  const rank = share * count;
  let below = 0;
  for (const [bin, bound] of BOUNDS_SECONDS.entries()) {
    const inBin = histogram.bins[bin] ?? 0;
    const least = BOUNDS_SECONDS[bin - 1] ?? 0;
    if (inBin > 0 && below + inBin >= rank) return least + (bound - least) * ((rank - below) / inBin);
    below += inBin;
  }
  return BOUNDS_SECONDS.at(-1) ?? null;
}
