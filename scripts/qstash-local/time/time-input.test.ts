import { expect, it } from "vitest";
import { readDelayScale, readPositive, readTimePoint, readTimeSpan } from "./time-input";

it.each([
  [0, 0],
  [1500, 1500],
  ["1500", 1500],
  ["250ms", 250],
  ["1.5s", 1500],
  ["30m", 1_800_000],
  ["1d10h30m", 124_200_000],
])("%j is a span of %d ms", (value, milliseconds) => {
  expect(readTimeSpan("by", value)).toBe(milliseconds);
});

it.each([-1, 1.5, Number.NaN, "", "soon", "-5s", "1us", null, undefined, true, {}])(
  "%j is not a span",
  (value) => {
    expect(() => readTimeSpan("by", value)).toThrow(
      /^invalid by: expected milliseconds or a duration such as "250ms", "30m" or "1d10h30m", came /,
    );
  },
);

it.each([
  [1_767_268_800_000, "2026-01-01T12:00:00.000Z"],
  ["2026-01-01T12:00:00Z", "2026-01-01T12:00:00.000Z"],
  ["2026-01-01T13:00:00.5+01:00", "2026-01-01T12:00:00.500Z"],
])("%j is a point in time", (value, iso) => {
  expect(new Date(readTimePoint("to", value)).toISOString()).toBe(iso);
});

it.each([
  -1,
  1.5,
  253_402_300_800_000,
  "2026-01-01",
  "2026-01-01T12:00:00",
  "2026-13-01T12:00:00Z",
  "12",
  "",
])("%j is not a point in time", (value) => {
  expect(() => readTimePoint("to", value)).toThrow(
    /^invalid to: expected Unix milliseconds or an ISO date .* came /,
  );
});

it("a delay scale is a number from 0 to 1000, a count a whole number of at least 1", () => {
  expect([0, 0.001, 1000].map((value) => readDelayScale("factor", value))).toEqual([0, 0.001, 1000]);
  for (const value of [-0.1, 1001, Number.NaN, "1", undefined])
    expect(() => readDelayScale("factor", value)).toThrow(/^invalid factor: expected a number from 0/);
  expect(readPositive("steps", 1)).toBe(1);
  for (const value of [0, 1.5, "1", null])
    expect(() => readPositive("steps", value)).toThrow(/^invalid steps: expected a whole number/);
});
