"use client";

import { Progress } from "@base-ui/react/progress";
import { useState } from "react";
import type { JobView } from "@/lib/jobs/view";
import { describeJob, type JobWords, type ShownStatus, shownStatus } from "./describe-job";
import { JobAttempts } from "./job-attempts";
import { StatusBadge } from "./status-badge";
import type { WatchedJob } from "./use-job";
import { useNow } from "./use-now";

type JobProgressProps = {
  watched: WatchedJob;
  /** What the person waits for, such as "Welcome mail to Ada". */
  label: string;
  words?: JobWords;
  /** When the server drew the page, in milliseconds. */
  drawnAt: number;
};

/**
 * Where a job stands: status, bar, a sentence, the tries so far. Tells screen readers once, at the end, and
 * only what happened while they were here. The bar never goes back.
 */
export function JobProgress({ watched, label, words, drawnAt }: JobProgressProps) {
  const { job, problem, isSettled, clockSkewMs } = watched;
  const now = useNow(!isSettled, drawnAt) + clockSkewMs;
  const sawItOpen = useRemembered(job !== undefined && !isSettled);
  if (job === undefined) return <Unknown detail={problem?.detail} />;
  const status = shownStatus(job, now);
  const sentence = describeJob(job, now, words);
  return (
    <div className="grid grid-cols-1 gap-2">
      <Bar status={status} progress={job.progress ?? progressOf(job.batch)} label={label} text={sentence} />
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <StatusBadge status={status} />
        <p className="min-w-0 text-sm wrap-anywhere text-muted-foreground">{sentence}</p>
      </div>
      {problem !== null && <p className="text-sm text-warning">{problem.detail}</p>}
      {isSettled && status !== "completed" && <Reference jobId={job.jobId} />}
      <JobAttempts attempts={job.attempts} />
      <p aria-live="polite" className="sr-only">
        {isSettled && sawItOpen && `${label}: ${sentence}`}
      </p>
    </div>
  );
}

function Unknown({ detail }: { detail: string | undefined }) {
  if (detail !== undefined) return <p className="text-sm text-muted-foreground">{detail}</p>;
  return (
    <div className="grid grid-cols-1 gap-2">
      <div className="h-1.5 rounded-full bg-muted" />
      <p className="text-sm text-muted-foreground">Looking it up…</p>
    </div>
  );
}

type BarProps = { status: ShownStatus; progress: JobView["progress"]; label: string; text: string };

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

function Bar({ status, progress, label, text }: BarProps) {
  const value = useHighest(percent(status, progress));
  const motion = status === "processing" ? MOVING : RESTING;
  return (
    <Progress.Root value={value} aria-label={label} getAriaValueText={() => text}>
      <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-muted">
        <Progress.Indicator
          className={`h-full rounded-full transition-[width] ${COLOURS[status] ?? "bg-primary"} ${value === null ? motion : ""}`}
        />
      </Progress.Track>
    </Progress.Root>
  );
}

/** A job that waits is as far as those it waits for. */
function progressOf(batch: JobView["batch"]): JobView["progress"] {
  if (batch === null) return null;
  const { total, completed, failed, cancelled } = batch;
  return { done: completed + failed + cancelled, total, message: null };
}

/** Null: nobody knows how far. */
function percent(status: ShownStatus, progress: JobView["progress"]): number | null {
  if (["completed", "failed", "timeout", "cancelled"].includes(status)) return 100;
  if (!progress?.total) return null;
  return Math.min(100, (progress.done / progress.total) * 100);
}

/** A retry begins anew, but what a person saw done stays done. */
function useHighest(value: number | null): number | null {
  const [highest, setHighest] = useState(value);
  if (value !== null && value > (highest ?? -1)) setHighest(value);
  return highest === null ? value : Math.max(highest, value ?? 0);
}

/** True from the first time that `isTrue` was. */
function useRemembered(isTrue: boolean): boolean {
  const [was, setWas] = useState(isTrue);
  if (isTrue && !was) setWas(true);
  return was || isTrue;
}

function Reference({ jobId }: { jobId: string }) {
  return (
    <p className="text-sm text-muted-foreground">
      Reference <code className="font-mono text-xs wrap-anywhere">{jobId}</code>
    </p>
  );
}
