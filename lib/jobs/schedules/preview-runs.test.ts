import { expect, it } from "vitest";
import { previewRuns } from "./preview-runs";
import { ScheduleError } from "./schedule-error";

const from = new Date("2026-06-05T12:00:00Z");

function preview(
  outside?: Parameters<typeof previewRuns>[0]["outside"],
  count = 3,
): (string | undefined)[][] {
  const settings = { cron: "0 20 * * *", timezone: "Europe/Berlin", ...(outside ? { outside } : {}) };
  return previewRuns(settings, { from, count }).map(({ tick, startsAt }) => [
    tick.toISOString(),
    startsAt?.toISOString(),
  ]);
}

it("a preview shows the next ticks, three unless told otherwise", () => {
  expect(previewRuns({ cron: "0 20 * * *" }, { from })).toHaveLength(3);
  expect(preview()).toEqual([
    ["2026-06-05T18:00:00.000Z", "2026-06-05T18:00:00.000Z"],
    ["2026-06-06T18:00:00.000Z", "2026-06-06T18:00:00.000Z"],
    ["2026-06-07T18:00:00.000Z", "2026-06-07T18:00:00.000Z"],
  ]);
});

it("a preview shows what business hours make of each tick", () => {
  const hours = { from: "08:00", to: "18:00" };
  expect(preview({ ...hours, policy: "defer" }, 2)).toEqual([
    ["2026-06-05T18:00:00.000Z", "2026-06-08T06:00:00.000Z"],
    ["2026-06-06T18:00:00.000Z", "2026-06-08T06:00:00.000Z"],
  ]);
  expect(preview({ ...hours, policy: "skip" }, 1)).toEqual([["2026-06-05T18:00:00.000Z", undefined]]);
});

it("a preview of what no schedule may have is refused", () => {
  expect(() => previewRuns({ cron: "0 0 30 2 *" })).toThrow(ScheduleError);
});
