import { describe, expect, it } from "vitest";
import { countdown, duration } from "./duration";

describe("a length of time", () => {
  it.each([
    [-5, "0 ms"],
    [120, "120 ms"],
    [1_000, "1 s"],
    [1_240, "1.2 s"],
    [59_400, "59 s"],
    [60_000, "1 min"],
    [65_000, "1 min 5 s"],
    [3_600_000, "1 h"],
    [7_380_000, "2 h 3 min"],
    [93_600_000, "1 d 2 h"],
  ])("of %d ms is %j", (ms, words) => {
    expect(breakable(duration(ms))).toBe(words);
  });

  it("never parts a number from its unit", () => {
    expect(duration(65_000)).toBe("1\u00a0min 5\u00a0s");
  });

  it("counts down in whole seconds and never reaches zero", () => {
    expect([7_400, 1_000, 400, 0, -100].map(countdown).map(breakable)).toEqual([
      "8 s",
      "1 s",
      "1 s",
      "1 s",
      "1 s",
    ]);
  });
});

function breakable(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
