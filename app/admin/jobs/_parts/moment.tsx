"use client";

import { clockTime, useZone } from "./clock";

/** A moment in the zone of the browser; all of it on hover. */
export function Moment({ time, drawnAt }: { time: string; drawnAt: number }) {
  const zone = useZone();
  return (
    <time dateTime={time} title={time} className="whitespace-nowrap tabular-nums">
      {clockTime(time, drawnAt, zone)}
    </time>
  );
}
