import { describe, expect, it } from "vitest";
import { formatDay, formatMinutes, formatMoment, formatMoney } from "./format";

describe("formats", () => {
  it.each([
    [4900, "EUR", "€49.00"],
    [0, "EUR", "€0.00"],
    [123_456_78, "GBP", "£123,456.78"],
    [4900, "JPY", "JP¥4,900"],
    [4900, "KWD", "KWD 4.900"],
  ])("%i of %s reads %s", (amount, currency, expected) => {
    expect(formatMoney({ amount, currency }).replace("\u00a0", " ")).toBe(expected);
  });

  it.each([
    [1, "1 minute"],
    [30, "30 minutes"],
    [60, "1 hour"],
    [90, "90 minutes"],
    [1440, "1 day"],
    [10_080, "7 days"],
  ])("%i minutes read %s", (minutes, expected) => {
    expect(formatMinutes(minutes)).toBe(expected);
  });

  it("moments are told in UTC, whatever zone they came in", () => {
    expect(formatMoment("2026-11-22T23:30:00-02:00")).toBe("23 November 2026, 01:30 UTC");
    expect(formatDay("2026-11-22T23:30:00-02:00")).toBe("23 November 2026");
  });
});
