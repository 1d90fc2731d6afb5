import { expect, it } from "vitest";
import { budgetOf, spend, type Usage } from "./usage";

const allowance = { limit: 3, periodMs: 1000 };

function setup() {
  const usages = new Map<string, Usage>();
  const at = (nowMs: number) => budgetOf(usages, "burst", allowance, nowMs);
  return { at, take: (nowMs: number, count: number) => spend(usages, "burst", at(nowMs), count) };
}

it("what is spent is missing until the window ends, at a whole multiple of its length", () => {
  const { at, take } = setup();
  expect(at(1250)).toEqual({ limit: 3, remaining: 3, resetAt: 2000 });
  take(1250, 2);
  expect(at(1999)).toEqual({ limit: 3, remaining: 1, resetAt: 2000 });
  expect(at(2000)).toEqual({ limit: 3, remaining: 3, resetAt: 3000 });
});

it("a batch may spend more than was left, but nothing comes after it", () => {
  const { at, take } = setup();
  take(1000, 2);
  take(1000, 5);
  expect(at(1001).remaining).toBe(0);
});
