import { describe, expect, it } from "vitest";
import { parseCron } from "./cron";

const after = (cron: string, time: string) => {
  const next = parseCron(cron).nextAfter(Date.parse(time));
  return next === undefined ? undefined : new Date(next).toISOString();
};

it("counts in UTC unless CRON_TZ says otherwise", () => {
  expect(after("0 2 * * *", "2026-01-01T12:00:00Z")).toBe("2026-01-02T02:00:00.000Z");
  expect(after("CRON_TZ=America/New_York 0 2 * * *", "2026-01-01T12:00:00Z")).toBe(
    "2026-01-02T07:00:00.000Z",
  );
});

it("gives the next time, never the present one", () => {
  expect(after("*/5 * * * *", "2026-01-01T12:05:00.000Z")).toBe("2026-01-01T12:10:00.000Z");
  expect(after("*/5 * * * *", "2026-01-01T12:04:59.999Z")).toBe("2026-01-01T12:05:00.000Z");
});

/** The next firings in Berlin after a time, as UTC without year and seconds. */
function inBerlin(cron: string, time: string, count: number): string[] {
  const found: string[] = [];
  for (let next: string | undefined = time; found.length < count && next; ) {
    next = after(`CRON_TZ=Europe/Berlin ${cron}`, next);
    found.push(next?.slice(5, 16) ?? "never");
  }
  return found;
}

const spring = (cron: string, count: number) => inBerlin(cron, "2026-03-28T12:00:00Z", count);
const autumn = (cron: string, count: number) => inBerlin(cron, "2026-10-24T12:00:00Z", count);

// On 29 March 2026 Berlin has no 02:00 to 02:59: 01:59 (00:59 UTC) is followed by 03:00 (01:00 UTC).
describe("where the clock skips an hour", () => {
  it("a fixed time in that hour fires once, as the hour ends", () => {
    expect(spring("30 2 * * *", 2)).toEqual(["03-29T01:00", "03-30T00:30"]);
    expect(spring("0 2 * * *", 2)).toEqual(["03-29T01:00", "03-30T00:00"]);
  });

  it("several times an hour in that hour do not fire that day", () => {
    expect(spring("*/30 2 * * *", 2)).toEqual(["03-30T00:00", "03-30T00:30"]);
  });

  it("every hour stays every hour", () => {
    const expected = ["03-28T23:00", "03-29T00:00", "03-29T01:00", "03-29T02:00"];
    expect(inBerlin("0 * * * *", "2026-03-28T22:30:00Z", 4)).toEqual(expected);
  });
});

// On 25 October 2026 Berlin has 02:00 to 02:59 twice: from 00:00 and from 01:00 UTC.
describe("where the clock repeats an hour", () => {
  it("a fixed time in that hour fires once, the first time", () => {
    expect(autumn("30 2 * * *", 2)).toEqual(["10-25T00:30", "10-26T01:30"]);
  });

  it("several times an hour in that hour fire both times", () => {
    const expected = ["10-25T00:00", "10-25T00:30", "10-25T01:00", "10-25T01:30", "10-26T01:00"];
    expect(autumn("*/30 2 * * *", 5)).toEqual(expected);
  });

  it("every hour stays every hour", () => {
    const expected = ["10-24T23:00", "10-25T00:00", "10-25T01:00", "10-25T02:00"];
    expect(inBerlin("0 * * * *", "2026-10-24T22:30:00Z", 4)).toEqual(expected);
  });
});

it("UTC knows neither", () => {
  expect(after("30 2 * * *", "2026-03-28T12:00:00Z")).toBe("2026-03-29T02:30:00.000Z");
});

it.each([
  ["0 0 13 * 5", "2026-01-02T00:00:00.000Z", "day of month or day of week, when both are given"],
  ["0 0 * * 7", "2026-01-04T00:00:00.000Z", "7 is Sunday, as 0 is"],
  ["0 0 29 2 *", "2028-02-29T00:00:00.000Z", "a leap day, years ahead"],
  ["59 23 31 12 *", "2026-12-31T23:59:00.000Z", "the last minute of a year"],
  ["1-59/29 * * * *", "2026-01-01T00:01:00.000Z", "steps within a range"],
  ["CRON_TZ=Asia/Kolkata 0 9 * * MON-FRI", "2026-01-01T03:30:00.000Z", "a zone with half an hour"],
  ["CRON_TZ=Pacific/Kiritimati 0 0 1 1 *", "2026-12-31T10:00:00.000Z", "a zone a day ahead"],
])("%s comes next at %s: %s", (cron, next) => {
  expect(after(cron, "2026-01-01T00:00:00Z")).toBe(next);
});

it("understands names, lists, ranges and steps", () => {
  expect(after("0 9-17/4 * JAN,MAR MON", "2026-01-01T00:00:00Z")).toBe("2026-01-05T09:00:00.000Z");
});

it("trims surplus blanks", () => {
  expect(parseCron("  CRON_TZ=Asia/Tokyo   0  2 * *  *").text).toBe("CRON_TZ=Asia/Tokyo 0 2 * * *");
});

it.each([
  "",
  "* * * *",
  "* * * * * *",
  "61 * * * *",
  "@daily",
  "CRON_TZ=Mars/Base * * * * *",
  "0 0 31 2 *",
  "CRON_TZ=UTC",
])("refuses %j", (text) => {
  expect(() => parseCron(text)).toThrow("invalid cron");
});
