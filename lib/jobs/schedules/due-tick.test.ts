import { expect, it } from "vitest";
import { dueTick } from "./due-tick";
import { ticksOf } from "./ticks";

function due(cron: string, timezone: string, now: string): string | undefined {
  return dueTick(ticksOf({ id: "s", cron, timezone }), new Date(now))?.toISOString();
}

it.each([
  ["on time", "2026-06-01T02:00:00.000Z", "2026-06-01T02:00:00.000Z"],
  ["half a minute early", "2026-06-01T01:59:30.000Z", "2026-06-01T02:00:00.000Z"],
  ["earlier than that", "2026-06-01T01:59:29.999Z", "2026-05-31T02:00:00.000Z"],
  ["hours late", "2026-06-01T23:00:00.000Z", "2026-06-01T02:00:00.000Z"],
])("a firing that comes %s stands for the latest tick, at most 30 s ahead", (_, now, tick) => {
  expect(due("0 2 * * *", "UTC", now)).toBe(tick);
});

it.each([
  ["Europe/Berlin", "2026-10-25T00:30:05Z", "2026-10-25T01:30:05Z"],
  ["Australia/Sydney", "2026-04-04T15:30:05Z", "2026-04-04T16:30:05Z"],
])(
  "in the hour that %s repeats, a second firing of 02:30 stands for the first one's tick",
  (zone, first, second) => {
    const tick = first.replace("05Z", "00.000Z");
    expect([due("30 2 * * *", zone, first), due("30 2 * * *", zone, second)]).toEqual([tick, tick]);
  },
);

it.each([
  ["Europe/Berlin", "2026-03-29T01:00:05Z", "2026-03-29T01:30:05Z"],
  ["Australia/Sydney", "2026-10-03T16:00:05Z", "2026-10-03T16:30:05Z"],
])(
  "in %s, which skips 02:30, a firing at three and one at half past three stand for one tick",
  (zone, first, second) => {
    const tick = first.replace("05Z", "00.000Z");
    expect([due("30 2 * * *", zone, first), due("30 2 * * *", zone, second)]).toEqual([tick, tick]);
  },
);
