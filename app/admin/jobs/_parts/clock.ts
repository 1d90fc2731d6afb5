"use client";

import { useSyncExternalStore } from "react";

const DAY_MS = 86_400_000;

/** How moments are written: by the browser's clock, and before it has one by UTC. */
export type Zone = "UTC" | undefined;

/** UTC in what the server draws and in the first paint, which must agree; then the zone of the browser. */
export function useZone(): Zone {
  return useSyncExternalStore(
    () => () => undefined,
    () => undefined,
    () => "UTC" as const,
  );
}

/** A moment as short as it stays clear: `14:03:22`, or `29 Nov, 14:03` where it is more than half a day away. */
export function clockTime(time: string, now: number, zone: Zone): string {
  const date = new Date(time);
  const isNear = Math.abs(date.getTime() - now) < DAY_MS / 2;
  const text = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    ...(isNear ? { second: "2-digit" } : { day: "numeric", month: "short" }),
    ...(Math.abs(date.getTime() - now) > 300 * DAY_MS ? { year: "numeric" } : {}),
  }).format(date);
  return zone === undefined ? text : `${text} UTC`;
}
