import { expect, it } from "vitest";
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

it("fires once on the day whose clock skips the hour", () => {
  const first = after("CRON_TZ=Europe/Berlin 30 2 * * *", "2026-03-28T12:00:00Z") ?? "";
  expect(first.slice(0, 10)).toBe("2026-03-29");
  expect(after("CRON_TZ=Europe/Berlin 30 2 * * *", first)).toBe("2026-03-30T00:30:00.000Z");
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
