import { describe, expect, it } from "vitest";
import { countOf, type Histogram, meanOf, percentileOf } from "./histogram";
import { BOUNDS_SECONDS } from "./names";

/** Counts by upper bound. */
function histogram(counts: Record<number, number>, seconds = 0): Histogram {
  return { bins: [...BOUNDS_SECONDS, Number.POSITIVE_INFINITY].map((bound) => counts[bound] ?? 0), seconds };
}

describe("a percentile", () => {
  it("is null of nothing", () => {
    expect(percentileOf(histogram({}), 0.5)).toBeNull();
    expect(meanOf(histogram({}))).toBeNull();
  });

  it("lies within the bin that has it, evenly spread", () => {
    const even = histogram({ 1: 10, 2.5: 10 }, 25);
    expect(percentileOf(even, 0.5)).toBe(1);
    expect(percentileOf(even, 0.25)).toBe(0.75);
    expect(percentileOf(even, 0.75)).toBe(1.75);
    expect(percentileOf(even, 1)).toBe(2.5);
    expect(countOf(even)).toBe(20);
    expect(meanOf(even)).toBe(1.25);
  });

  it("is the last bound for what is longer", () => {
    expect(percentileOf(histogram({ [Number.POSITIVE_INFINITY]: 3 }), 0.5)).toBe(86_400);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses a share of %d", (share) => {
    expect(() => percentileOf(histogram({ 1: 1 }), share)).toThrow(RangeError);
  });
});
