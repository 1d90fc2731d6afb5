import { expect, it } from "vitest";
import { businessHours, opensAt } from "./business-hours";

function next(hours: object, timezone: string, moment: string): string | null {
  const checked = businessHours.parse({ policy: "defer", ...hours });
  return opensAt(checked, timezone, new Date(moment))?.toISOString() ?? null;
}

const office = { from: "09:00", to: "17:30" };

it.each([
  // A Friday in June; Berlin is two hours ahead of UTC.
  ["as they begin", "2026-06-05T07:00:00Z", null],
  ["before they begin", "2026-06-05T06:59:59Z", "2026-06-05T07:00:00.000Z"],
  ["before they end", "2026-06-05T15:29:59Z", null],
  ["as they end", "2026-06-05T15:30:00Z", "2026-06-08T07:00:00.000Z"],
  ["on a Sunday", "2026-06-07T10:00:00Z", "2026-06-08T07:00:00.000Z"],
])("a moment %s is inside, or outside until they begin next", (_, moment, opens) => {
  expect(next(office, "Europe/Berlin", moment)).toBe(opens);
});

it("hours have a zone of their own where they say so", () => {
  const inTokyo = { ...office, timezone: "Asia/Tokyo" };
  expect(next(inTokyo, "Europe/Berlin", "2026-06-05T00:30:00Z")).toBe(null);
  expect(next(inTokyo, "Europe/Berlin", "2026-06-05T10:00:00Z")).toBe("2026-06-08T00:00:00.000Z");
});

it("hours that end on the next day belong to the day on which they begin", () => {
  const night = { days: ["fri"], from: "22:00", to: "06:00" };
  expect(next(night, "UTC", "2026-06-05T23:00:00Z")).toBe(null);
  expect(next(night, "UTC", "2026-06-06T05:59:00Z")).toBe(null);
  expect(next(night, "UTC", "2026-06-06T06:00:00Z")).toBe("2026-06-12T22:00:00.000Z");
  expect(next(night, "UTC", "2026-06-05T05:00:00Z")).toBe("2026-06-05T22:00:00.000Z");
});

it("on a day whose clock jumps over their beginning they begin as the jump ends", () => {
  const early = { days: ["sun"], from: "02:30", to: "08:00" };
  expect(next(early, "Europe/Berlin", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
  expect(next(early, "Europe/Berlin", "2026-03-29T01:00:00Z")).toBe(null);
});
