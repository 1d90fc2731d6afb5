import * as fc from "fast-check";
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

const CONFIG_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
const GO_MS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6 };

/** Texts made of parts such as `12h`, with what they sum up to. */
const durations = (units: Record<string, number>, amount: fc.Arbitrary<number>) =>
  fc
    .array(fc.tuple(amount, fc.constantFrom(...Object.entries(units))), { minLength: 1, maxLength: 6 })
    .map((parts) => ({
      text: parts.map(([amount, [unit]]) => amount + unit).join(""),
      milliseconds: parts.reduce((sum, [amount, [, factor]]) => sum + amount * factor, 0),
    }));

it("an option's duration is the sum of its parts, in any order and number", () => {
  fc.assert(
    fc.property(durations(CONFIG_MS, fc.nat(10_000)), ({ text, milliseconds }) => {
      expect(parseDuration(text)).toBe(milliseconds);
    }),
  );
});

it("a Go duration is the sum of its parts, fractions included", () => {
  const amount = fc.oneof(
    fc.nat(10_000),
    fc.tuple(fc.nat(999), fc.integer({ min: 1, max: 9 })).map(([whole, tenths]) => whole + tenths / 10),
  );
  fc.assert(
    fc.property(durations(GO_MS, amount), ({ text, milliseconds }) => {
      expect(parseGoDuration(text)).toBeCloseTo(milliseconds, 3);
    }),
  );
});

it("time in milliseconds survives the way into a duration and back", () => {
  fc.assert(
    fc.property(fc.nat(31_536_000), (seconds) => {
      const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400];
      const text = `${days}d${Math.floor(rest / 3600)}h${Math.floor((rest % 3600) / 60)}m${rest % 60}s`;
      expect(parseDuration(text)).toBe(seconds * 1000);
    }),
  );
});

it("any other text is refused, never misread or thrown at", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."0123456789.dhmsnuµ -+e".split("")) }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseDuration(text) !== undefined).toBe(/^(\d+[dhms])+$/.test(text));
      expect(parseGoDuration(text) !== undefined).toBe(/^(\d+(\.\d+)?(ns|us|µs|ms|h|m|s))+$/.test(text));
    }),
    { numRuns: 1000 },
  );
});
