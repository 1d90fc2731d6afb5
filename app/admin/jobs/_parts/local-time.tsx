"use client";

import { useZone } from "./clock";

const FORMATS = {
  time: { hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short" },
  moment: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type LocalTimeProps = { time: string; format?: keyof typeof FORMATS; className?: string };

/** A moment in the time zone of the browser; in UTC until it is known, and without JavaScript. */
export function LocalTime({ time, format = "moment", className = "" }: LocalTimeProps) {
  const zone = useZone();
  const text = new Intl.DateTimeFormat("en-GB", { ...FORMATS[format], timeZone: zone }).format(
    new Date(time),
  );
  return (
    <time dateTime={time} title={time} className={`whitespace-nowrap tabular-nums ${className}`}>
      {text}
      {zone === "UTC" && format === "moment" && " UTC"}
    </time>
  );
}
