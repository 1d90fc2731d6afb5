import { describe, expect, it } from "vitest";
import { type Bar, scaleOf } from "./waterfall";

function bar(run: number, from: number, to: number, waitedMs = 0): Bar {
  return { run, attempt: run, outcome: "retry", waitedMs, from, to };
}

describe("the line of time", () => {
  it("is as time is where the runs are close together", () => {
    const scale = scaleOf([bar(1, 1_000, 2_000, 500), bar(2, 2_200, 3_500)]);
    expect([500, 2_000, 3_500].map((ms) => scale.at(ms))).toEqual([0, 0.5, 1]);
    expect(scale.folds).toEqual([]);
  });

  it("folds what lies between runs that are far apart, so that they can be seen", () => {
    const scale = scaleOf([bar(1, 0, 1_000), bar(2, 601_000, 602_000)]);
    expect(scale.at(1_000)).toBeCloseTo(0.4);
    expect(scale.at(601_000)).toBeCloseTo(0.6);
    expect(scale.folds).toEqual([{ from: 0.4, to: 0.6, ms: 600_000 }]);
  });

  it("stands a run that took no time", () => {
    const scale = scaleOf([bar(1, 1_000, 1_000)]);
    expect(scale.at(1_000)).toBe(0);
  });
});
