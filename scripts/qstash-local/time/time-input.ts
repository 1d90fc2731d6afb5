import { badRequest } from "../http/http-error";
import { parseDuration, parseGoDuration } from "./duration";

/** A length of time: milliseconds, or a duration such as `250ms`, `30m` or `1d10h30m`. */
export type TimeSpan = number | string;

/** A point in time: Unix milliseconds, or an ISO date such as `2026-01-01T12:00:00Z`. */
export type TimePoint = number | string;

/** The milliseconds of a length of time. @throws {HttpError} 400 that names the field. */
export function readTimeSpan(name: string, value: unknown): number {
  const span = typeof value === "string" ? parseSpan(value) : value;
  if (isWholeNumber(span)) return span;
  throw badRequest(
    `invalid ${name}: expected milliseconds or a duration such as "250ms", "30m" or "1d10h30m", came ${shown(value)}`,
  );
}

function parseSpan(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : (parseDuration(text) ?? parseGoDuration(text));
}

/** The Unix milliseconds of a point in time, up to the year 9999. @throws {HttpError} 400 that names the field. */
export function readTimePoint(name: string, value: unknown): number {
  const point = typeof value === "string" ? parsePoint(value) : value;
  if (isWholeNumber(point) && point <= LAST) return point;
  throw badRequest(
    `invalid ${name}: expected Unix milliseconds or an ISO date such as "2026-01-01T12:00:00Z", at most 9999-12-31, came ${shown(value)}`,
  );
}

const LAST = Date.UTC(10_000, 0) - 1;

/** A looser parser would take "12" for a month. Without a zone it would mean another time on each machine. */
function parsePoint(text: string): number {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** The factor that waits of messages are multiplied by. @throws {HttpError} 400 that names the field. */
export function readDelayScale(name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= SCALE_MAX) return value;
  throw badRequest(
    `invalid ${name}: expected a number from 0 (no wait) to ${SCALE_MAX}, such as 0.001, came ${shown(value)}`,
  );
}

const SCALE_MAX = 1000;

/** A whole number of at least 1. @throws {HttpError} 400 that names the field. */
export function readPositive(name: string, value: unknown): number {
  if (isWholeNumber(value) && value > 0) return value;
  throw badRequest(`invalid ${name}: expected a whole number of at least 1, came ${shown(value)}`);
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** As JSON has it, so that a text shows its quotes. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
