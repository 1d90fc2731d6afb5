import { usageError } from "./command-error";
import { isWatched } from "./output";

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** `12s`, `12m`, `3h`, `5d`: how long something took, or has been. */
export function briefly(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  if (seconds < 60) return `${seconds < 10 ? Math.floor(seconds * 10) / 10 : Math.floor(seconds)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 2 * UNITS.d) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / UNITS.d)}d`;
}

/** How long ago, in whole seconds or more. */
export function age(iso: string, now = Date.now()): string {
  return briefly(Math.max(1, Math.floor((now - Date.parse(iso)) / 1000)) * 1000);
}

/** `2h`, `30m`, `7d` before now, or a date such as `2026-11-28` or `2026-11-28T09:00Z`; as ISO 8601. */
export function readSince(text: string, verb: string, now = Date.now()): string {
  const seconds = spanOf(text);
  const at = seconds === null ? Date.parse(text) : now - seconds * 1000;
  const isDate = seconds !== null || /^\d{4}-\d\d-\d\d/.test(text);
  if (isDate && Number.isFinite(at) && at > 0) return new Date(at).toISOString();
  throw usageError(
    `--since ${text} is no time`,
    "it takes a span such as 30m, 2h or 7d, or a date such as 2026-11-28 or 2026-11-28T09:00Z",
    verb,
  );
}

/** `90`, `90s`, `10m`, `2h`, `7d` in seconds. */
export function readSeconds(option: string, text: string, verb: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : spanOf(text);
  if (seconds !== null) return seconds;
  throw usageError(
    `--${option} ${text} is no span of time`,
    "it takes seconds, or such as 10m, 2h or 7d",
    verb,
  );
}

function spanOf(text: string): number | null {
  const { count, unit } = /^(?<count>\d{1,6})(?<unit>[smhdw])$/.exec(text)?.groups ?? {};
  return isUnit(unit) ? Number(count) * UNITS[unit] : null;
}

function isUnit(text: string | undefined): text is keyof typeof UNITS {
  return text !== undefined && Object.hasOwn(UNITS, text);
}

/** A moment: with how long ago it is on a terminal, as ISO 8601 elsewhere. */
export function moment(iso: string): string {
  if (!isWatched) return iso;
  const away = Date.now() - Date.parse(iso);
  const clock = `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
  return away < 0
    ? `${clock} UTC (in ${briefly(-away)})`
    : `${clock} UTC (${briefly(Math.max(1000, away))} ago)`;
}
