"use client";

import { useNow } from "./use-now";

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

const UNITS = [
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3_600 },
  { unit: "minute", seconds: 60 },
] as const;

/** How long ago something was; the exact time on hover. */
export function Ago({ time, drawnAt }: { time: string; drawnAt: number }) {
  const now = useNow(true, drawnAt);
  return (
    <time
      dateTime={time}
      title={new Date(time).toLocaleString()}
      suppressHydrationWarning
      className="text-sm whitespace-nowrap text-muted-foreground tabular-nums"
    >
      {ago((now - Date.parse(time)) / 1_000)}
    </time>
  );
}

function ago(seconds: number): string {
  const fitting = UNITS.find((unit) => seconds >= unit.seconds);
  return fitting ? RELATIVE.format(-Math.floor(seconds / fitting.seconds), fitting.unit) : "just now";
}
