import { type HeaderMap, headerValue } from "../http/header-map";
import { parseGoDuration } from "../time/duration";
import { WAIT_MAX_MS } from "./backoff";

/** The answers' headers that move the next attempt, the first one that says something usable wins (register 9). */
const NAMES = ["Retry-After", "X-Ratelimit-Reset", "X-Ratelimit-Reset-Requests", "X-Ratelimit-Reset-Tokens"];

/**
 * Milliseconds a destination asks us to wait: seconds, an HTTP date or a Go-style duration (protocol §4.4).
 * More than one day, or nonsense, counts as not said.
 */
export function requestedWaitMs(header: HeaderMap, nowMs: number): number | undefined {
  return NAMES.map((name) => parseWait(headerValue(header, name), nowMs)).find(
    (wait) => wait !== undefined && wait <= WAIT_MAX_MS,
  );
}

function parseWait(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  return parseGoDuration(text) ?? untilDate(text, nowMs);
}

/** Dates begin with the day's name; a looser parser would take "-5" for a date. */
function untilDate(text: string, nowMs: number): number | undefined {
  const time = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, time - nowMs);
}
