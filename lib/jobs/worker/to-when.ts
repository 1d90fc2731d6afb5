import { DELAY_SECONDS_MAX } from "@/lib/jobs/limits";
import type { When } from "@/lib/jobs/transitions/retry";

/** Within what Postgres and QStash can hold: from now to 400 days ahead. What is no time at all is now. */
export function toWhen(retryAfter: number | Date): When {
  const longest = Date.now() + DELAY_SECONDS_MAX * 1000;
  if (retryAfter instanceof Date && Number.isFinite(retryAfter.getTime()))
    return { at: new Date(Math.min(Math.max(0, retryAfter.getTime()), longest)) };
  return { inSeconds: secondsWithin(Number(retryAfter)) };
}

/** A wait in seconds within the same bounds. */
export function secondsWithin(seconds: number): number {
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(0, seconds), DELAY_SECONDS_MAX);
}

/** How far ahead that is, by this process's clock. */
export function secondsUntil(next: When): number {
  return "at" in next ? (next.at.getTime() - Date.now()) / 1000 : next.inSeconds;
}
