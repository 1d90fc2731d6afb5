import { expect, it } from "vitest";
import { parseDuration, parseGoDuration } from "./duration";

it.each([
  ["50s", 50_000],
  ["10h", 36_000_000],
  ["1d10h30m", 124_200_000],
  ["0s", 0],
])("the option %s is %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(["", "50", "s", "1.5s", "-1s", "1w", "5 s", "1s ", "10ms", "1h?"])(
  "the option %j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

it.each([
  ["6m5s", 365_000],
  ["1.5s", 1500],
  ["250ms", 250],
  ["1h0m0.5s", 3_600_500],
  ["2us", 0.002],
  ["3ns", 0.000_003],
])("the Go duration %s is %d ms", (text, milliseconds) => {
  expect(parseGoDuration(text)).toBeCloseTo(milliseconds, 9);
});

it.each(["", "5", "1d", "1.s", "x"])("the text %j is no Go duration", (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});
