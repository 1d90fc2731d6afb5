"use client";

import { Progress } from "@base-ui/react/progress";
import type { ShownStatus } from "./describe-job";

type JobBarProps = {
  status: ShownStatus;
  /** Null: nobody knows how far. */
  percent: number | null;
  label: string;
  /** What screen readers say in place of a number. */
  text: string;
};

const COLOURS: Partial<Record<ShownStatus, string>> = {
  completed: "bg-success",
  failed: "bg-destructive",
  timeout: "bg-destructive",
  cancelled: "bg-muted-foreground",
  retrying: "bg-warning",
};

/** How the bar looks while nobody knows how far: busy, or waiting. */
const MOVING =
  "w-1/3 animate-indeterminate motion-reduce:w-full motion-reduce:animate-none motion-reduce:opacity-50";
const RESTING = "w-full opacity-20";

/** How far a job is: indeterminate until it says. */
export function JobBar({ status, percent, label, text }: JobBarProps) {
  const motion = status === "processing" ? MOVING : RESTING;
  return (
    <Progress.Root value={percent} aria-label={label} getAriaValueText={() => text}>
      <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-muted">
        <Progress.Indicator
          className={`h-full rounded-full transition-[width] ${COLOURS[status] ?? "bg-primary"} ${percent === null ? motion : ""}`}
        />
      </Progress.Track>
    </Progress.Root>
  );
}
