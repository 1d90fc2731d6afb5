import { expect, it } from "vitest";
import { newSeed, seededRandom } from "./seeded-random";

const numbers = (seed: number, count: number) => Array.from({ length: count }, seededRandom(seed));

it("the same seed gives the same numbers, another one others", () => {
  const seed = newSeed();
  expect(numbers(seed, 100)).toEqual(numbers(seed, 100));
  expect(numbers(seed, 100)).not.toEqual(numbers(seed === 0 ? 1 : seed - 1, 100));
});

it("they fill the range from 0 up to 1 evenly", () => {
  const tenths = numbers(42, 10_000).map((number) => Math.floor(number * 10));
  for (const tenth of Array(10).keys()) {
    const share = tenths.filter((found) => found === tenth).length / tenths.length;
    expect(share).toBeCloseTo(0.1, 1);
  }
  expect(tenths.every((tenth) => tenth >= 0 && tenth <= 9)).toBe(true);
});
