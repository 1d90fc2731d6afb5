import { opensAt } from "./business-hours";
import { checkedSettings } from "./define";
import type { SettingsInput } from "./settings";
import { ticksOf } from "./ticks";

/** A tick to come, and when its job starts; null: business hours skip it. */
export type PreviewedRun = { tick: Date; startsAt: Date | null };

/**
 * When a schedule with these settings would run next: for a form, before anything is written.
 *
 * @param count ticks to look ahead, 1 to 100; default 3
 * @throws {ScheduleError} for settings that no schedule may have.
 */
export function previewRuns(
  given: SettingsInput,
  { count = 3, from = new Date() }: { count?: number; from?: Date } = {},
): PreviewedRun[] {
  const { cron, timezone, outside } = checkedSettings("preview", given);
  const ticks = ticksOf({ id: "preview", cron, timezone }).next(Math.min(Math.max(1, count), 100), from);
  return ticks.map((tick) => {
    const opens = outside === undefined ? null : opensAt(outside, timezone, tick);
    if (opens === null) return { tick, startsAt: tick };
    return { tick, startsAt: outside?.policy === "skip" ? null : opens };
  });
}
