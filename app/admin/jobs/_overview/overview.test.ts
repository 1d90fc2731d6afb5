import { describe, expect, it } from "vitest";
import { z } from "zod";
import { BOUNDS_SECONDS, COUNTERS, type Counter } from "@/lib/jobs/metrics/names";
import type { MetricPoint } from "@/lib/jobs/metrics/read-metrics";
import { endedOf, failuresOf, overview } from "./overview";
import { RANGES, timeRange } from "./time-range";

const now = Date.parse("2026-11-28T10:20:30Z");
const range = timeRange("24h", now);
const nothing = { bins: Array.from({ length: BOUNDS_SECONDS.length + 1 }, () => 0), seconds: 0 };

/** Jobs of a type that ended in an hour, each run between half a second and one. */
function point(at: string, type: string, counts: Partial<Record<Counter, number>>): MetricPoint {
  const run = { ...nothing, bins: nothing.bins.map((_, bin) => (bin === 6 ? (counts.completed ?? 0) : 0)) };
  const zero = Object.fromEntries(COUNTERS.map((name) => [name, 0]));
  return {
    at: new Date(at),
    type,
    counts: z.record(z.enum(COUNTERS), z.number()).parse({ ...zero, ...counts }),
    histograms: { run, wait: nothing, firstRetry: nothing },
  };
}

describe("the range", () => {
  it("ends with the step that has begun, and has at most 60 steps that metrics are kept in", () => {
    expect(range.from.toISOString()).toBe("2026-11-27T11:00:00.000Z");
    expect(range.to.toISOString()).toBe("2026-11-28T11:00:00.000Z");
    for (const { stepSeconds, steps } of Object.values(RANGES)) {
      expect(steps).toBeLessThanOrEqual(60);
      expect(stepSeconds % (stepSeconds * steps > 86_400 ? 3_600 : 60)).toBe(0);
    }
  });

  it.each([undefined, "1y", "toString", ["7d"]])("is a day for %j", (asked) => {
    expect(timeRange(asked, now).name).toBe("24h");
  });
});

describe("the overview", () => {
  it("adds up types and steps, and what is not counted yet", () => {
    const found = overview(
      [
        point("2026-11-27T11:00:00Z", "mail", { completed: 8, failed: 1 }),
        point("2026-11-28T10:00:00Z", "mail", { completed: 2 }),
        point("2026-11-28T10:00:00Z", "report", { timeout: 1, cancelled: 5 }),
        point("2026-11-28T10:00:00Z", "", { signatureFailures: 3 }),
      ],
      { ends: [{ type: "mail", status: "failed", at: new Date("2026-11-28T10:19:00Z"), count: 4 }] },
      range,
    );
    expect(found.ends).toEqual({ completed: 10, failed: 5, timeout: 1, cancelled: 5 });
    expect([endedOf(found.ends), failuresOf(found.ends)]).toEqual([21, 6]);
    expect(found.successRate).toBe(10 / 16);
    expect(found.signatureFailures).toBe(3);
    expect(found.buckets).toHaveLength(24);
    expect(found.buckets[0]?.ends).toMatchObject({ completed: 8, failed: 1 });
    expect(found.buckets[23]?.ends).toEqual({ completed: 2, failed: 4, timeout: 1, cancelled: 5 });
    expect(found.types).toMatchObject([
      { type: "mail", ended: 15, failed: 5, runP50: 0.75 },
      { type: "report", ended: 6, failed: 1, runP50: null },
    ]);
  });

  it("tells no rate and no times of nothing", () => {
    const found = overview([], { ends: [] }, range);
    expect(found.successRate).toBeNull();
    expect(found.buckets.every(({ run }) => run.p95 === null)).toBe(true);
  });

  it("leaves out what ended before its range", () => {
    const at = new Date("2026-11-26T10:19:00Z");
    expect(
      overview([], { ends: [{ type: "mail", status: "failed", at, count: 4 }] }, range).ends.failed,
    ).toBe(0);
  });
});
