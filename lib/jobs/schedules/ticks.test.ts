import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ticksOf } from "./ticks";

function ticks(cron: string, timezone: string, from: string, count: number): string[] {
  return ticksOf({ id: "s", cron, timezone })
    .next(count, new Date(from))
    .map((tick) => tick.toISOString());
}

describe("where a zone skips an hour, a fixed time in it is due once, as the hour ends", () => {
  it.each([
    // 02:00 to 03:00 is skipped on 29 March.
    ["Europe/Berlin", "30 2 * * *", "2026-03-28T12:00:00Z", ["2026-03-29T01:00", "2026-03-30T00:30"]],
    ["America/New_York", "30 2 * * *", "2026-03-07T12:00:00Z", ["2026-03-08T07:00", "2026-03-09T06:30"]],
    // On the other half of the globe in October, and on Lord Howe Island by half an hour.
    ["Australia/Sydney", "30 2 * * *", "2026-10-03T00:00:00Z", ["2026-10-03T16:00", "2026-10-04T15:30"]],
    ["Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00:00Z", ["2026-10-03T15:30", "2026-10-04T15:15"]],
    // At midnight.
    ["America/Santiago", "0 0 * * *", "2026-09-05T12:00:00Z", ["2026-09-06T04:00", "2026-09-07T03:00"]],
  ])("%s: %s", (timezone, cron, from, expected) => {
    expect(ticks(cron, timezone, from, 2)).toEqual(expected.map((tick) => `${tick}:00.000Z`));
  });

  it("with a later time that is the same moment it is one tick", () => {
    expect(ticks("0 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:00:00.000Z",
    ]);
  });

  it("a step of minutes within that hour is left out that day", () => {
    expect(ticks("*/15 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 1)).toEqual([
      "2026-03-30T00:00:00.000Z",
    ]);
  });

  it("steps through all hours go on without a hole", () => {
    expect(ticks("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:15:00Z", 3)).toEqual([
      "2026-03-29T00:30:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T01:30:00.000Z",
    ]);
  });
});

describe("where a zone repeats an hour, a fixed time in it is due once, the first time", () => {
  it.each([
    ["Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]],
    ["America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z", ["2026-11-01T05:30", "2026-11-02T06:30"]],
    ["Australia/Sydney", "30 2 * * *", "2026-04-04T00:00:00Z", ["2026-04-04T15:30", "2026-04-05T16:30"]],
    ["Australia/Lord_Howe", "45 1 * * *", "2026-04-04T00:00:00Z", ["2026-04-04T14:45", "2026-04-05T15:15"]],
  ])("%s: %s", (timezone, cron, from, expected) => {
    expect(ticks(cron, timezone, from, 2)).toEqual(expected.map((tick) => `${tick}:00.000Z`));
  });

  it("steps are due both times", () => {
    expect(ticks("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z", 5)).toEqual([
      "2026-10-25T00:00:00.000Z",
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:00:00.000Z",
      "2026-10-25T01:30:00.000Z",
      "2026-10-25T02:00:00.000Z",
    ]);
  });
});

it("a date that comes every fourth year is found", () => {
  expect(ticks("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", 1)).toEqual(["2028-02-29T00:00:00.000Z"]);
});

const schedule = fc.record({
  id: fc.constant("s"),
  timezone: fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "America/New_York",
    "America/Santiago",
    "Africa/Casablanca",
    "Pacific/Chatham",
  ),
  cron: fc
    .tuple(
      fc.constantFrom("0", "30", "*/15", "10-20", "0,45", "*/7"),
      fc.constantFrom("*", "2", "1-3", "*/2", "0", "2,3"),
      fc.constantFrom("*", "1", "3,10", "*/5"),
      fc.constantFrom("*", "3,4,9,10,11"),
      fc.constantFrom("*", "0", "MON-FRI"),
    )
    .map((fields) => fields.join(" ")),
});
/** A year in which every zone has its changes. */
const moment = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) })
  .map((milliseconds) => new Date(milliseconds));

it("the latest tick is at or before a moment, the next one after it, and none lies between", () => {
  fc.assert(
    fc.property(schedule, moment, (given, at) => {
      const ticks = ticksOf(given);
      const [latest = new Date(0)] = ticks.latest(1, at);
      const next = ticks.after(at);
      expect(latest.getTime()).toBeLessThanOrEqual(at.getTime());
      expect(next.getTime()).toBeGreaterThan(at.getTime());
      expect(ticks.after(latest)).toEqual(next);
      expect(ticks.latest(1, latest)).toEqual([latest]);
      expect(ticks.latest(1, new Date(next.getTime() - 1))).toEqual([latest]);
    }),
    { numRuns: 300 },
  );
});

it("the latest ones are those that come one after another", () => {
  fc.assert(
    fc.property(schedule, moment, (given, at) => {
      const ticks = ticksOf(given);
      const latest = ticks.latest(5, at);
      const [first = at] = latest;
      expect(latest).toEqual([first, ...ticks.next(4, first)]);
    }),
    { numRuns: 100 },
  );
});
