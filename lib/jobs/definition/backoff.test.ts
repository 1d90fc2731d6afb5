import { describe, expect, it } from "vitest";
import { backoffSeconds, jitteredBackoffSeconds, retryDelayExpression } from "./backoff";

/** Evaluates the few operations our expressions use. */
function evaluate(expression: string, retried: number): number {
  // oxlint-disable-next-line typescript/no-implied-eval -- the expression is our own output; a second parser would prove less
  return Number(new Function("retried", "min", "max", `return ${expression}`)(retried, Math.min, Math.max));
}

describe("the backoff", () => {
  it("follows its list and repeats the last entry", () => {
    expect([1, 2, 3, 4].map((attempt) => backoffSeconds([10, 60, 300], attempt))).toEqual([10, 60, 300, 300]);
  });

  it("is spread by no more than a tenth", () => {
    const delays = Array.from({ length: 1000 }, () => jitteredBackoffSeconds([100], 1, 0.1));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(90);
    expect(Math.max(...delays)).toBeLessThanOrEqual(110);
  });

  it.each([[[10, 60, 300, 900]], [[5]], [[30, 10, 10, 1]], [[0, 2]]])(
    "says the same to QStash as to the row (%j)",
    (backoff) => {
      for (const behind of [0, 1, 2, 5]) {
        const expression = retryDelayExpression(backoff, behind);
        for (const retried of [0, 1, 2, 3, 7]) {
          expect(evaluate(expression, retried)).toBe(backoffSeconds(backoff, behind + retried + 1) * 1000);
        }
      }
    },
  );
});
