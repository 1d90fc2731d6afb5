"use client";

import { type ReactNode, useState } from "react";
import type { JobView } from "@/lib/jobs/view";
import { describeJob, type JobWords, shownStatus } from "./describe-job";
import { describeProgress, milestone, percentDone } from "./describe-progress";
import { JobAttempts } from "./job-attempts";
import { JobBar } from "./job-bar";
import { JobDeeds } from "./job-deeds";
import type { JobDeed } from "./job-poller";
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
  /** `bar` stands in something that names the job, `card` by itself, `inline` in a line of a list. */
  variant?: "bar" | "inline" | "card";
  /** What the person may do, where it can be done; the server has the last word. */
  deeds?: readonly JobDeed[];
  /** Shows the tries so far at once instead of folded away. */
  showsTries?: boolean;
  /** Shown once it has worked: what came of it. */
  children?: ReactNode;
};

/**
 * Where a job stands: status, bar, a sentence, how much is done, the tries so far, what can be done about it. Tells
 * screen readers at 0, 25, 50, 75 and 100 percent and at the end, and only what happened while they were here. The bar
 * never goes back.
 */
export function JobProgress(props: JobProgressProps) {
  const { job, problem } = props.watched;
  // Another job has a bar of its own.
  return job === undefined ? (
    <Unknown detail={problem?.detail} />
  ) : (
    <Known key={job.jobId} job={job} {...props} />
  );
}

function Known({ job, variant = "bar", children, ...props }: JobProgressProps & { job: JobView }) {
  const { watched, label, words, drawnAt, deeds = ["cancel", "retry"], showsTries = false } = props;
  const { problem, isSettled, clockSkewMs, endsAt } = watched;
  const now = useNow(!isSettled, drawnAt) + clockSkewMs;
  const percent = useHighest(percentDone(job), job.completedAt);
  const status = shownStatus(job, now);
  const sentence = describeJob(job, now, words);
  const amount = describeProgress(job, endsAt, now);
  const bar = <JobBar status={status} percent={percent} label={label} text={joined(sentence, amount)} />;
  const buttons = <JobDeeds watched={watched} label={label} deeds={deeds} />;
  const announcer = <Announcer isSettled={isSettled} percent={percent} {...{ label, sentence }} />;
  if (variant === "inline") {
    return (
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge status={status} />
        {!isSettled && <div className="w-20">{bar}</div>}
        <p className="min-w-0 truncate text-sm text-muted-foreground">{amount ?? sentence}</p>
        {buttons}
        {status === "completed" && children}
        {announcer}
      </div>
    );
  }
  return (
    <div className={`grid grid-cols-1 gap-2 ${variant === "card" ? "rounded-xl border bg-card p-4" : ""}`}>
      {variant === "card" && <p className="font-medium wrap-anywhere">{label}</p>}
      {bar}
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <StatusBadge status={status} />
        <p className="min-w-0 text-sm wrap-anywhere text-muted-foreground">{sentence}</p>
      </div>
      {amount !== null && <p className="text-sm text-muted-foreground tabular-nums">{amount}</p>}
      {problem !== null && <p className="text-sm text-warning">{problem.detail}</p>}
      {isSettled && status !== "completed" && <Reference jobId={job.jobId} />}
      {status === "completed" && children}
      {buttons}
      <JobAttempts attempts={job.attempts} isOpen={showsTries} />
      {announcer}
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

function joined(sentence: string, amount: string | null): string {
  return amount === null ? sentence : `${sentence} ${amount}`;
}

type AnnouncerProps = { label: string; sentence: string; isSettled: boolean; percent: number | null };

/** Its text changes at milestones only, so nobody has to listen to each tick. */
function Announcer({ label, sentence, isSettled, percent }: AnnouncerProps) {
  const [sawItOpen, setSawItOpen] = useState(!isSettled);
  if (!isSettled && !sawItOpen) setSawItOpen(true);
  const reached = milestone(percent);
  const progress = reached === null ? "" : `${label}: ${reached} percent`;
  return (
    <p aria-live="polite" className="sr-only">
      {sawItOpen && (isSettled ? `${label}: ${sentence}` : progress)}
    </p>
  );
}

/** A retry begins anew, but what a person saw done stays done; unless it had ended and was started once more. */
function useHighest(value: number | null, endedAt: string | null): number | null {
  const [seen, setSeen] = useState({ value, endedAt });
  const wasReopened = seen.endedAt !== null && endedAt === null;
  const highest = wasReopened || seen.value === null ? value : Math.max(seen.value, value ?? 0);
  if (highest !== seen.value || endedAt !== seen.endedAt) setSeen({ value: highest, endedAt });
  return highest;
}

function Reference({ jobId }: { jobId: string }) {
  return (
    <p className="text-sm text-muted-foreground">
      Reference <code className="font-mono text-xs wrap-anywhere">{jobId}</code>
    </p>
  );
}
