"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import type { JobWords } from "@/app/_components/describe-job";
import { JobProgress } from "@/app/_components/job-progress";
import type { WatchedJob } from "@/app/_components/use-job";
import type { JobStart } from "@/app/_components/use-job-action";

export type PlayCardProps = {
  title: string;
  text: string;
  /** Where its code is. */
  file: string;
  begin: JobStart<null>;
  watched: WatchedJob;
  words: JobWords;
  isStaff: boolean;
  drawnAt: number;
  /** What came of it. */
  children?: ReactNode;
};

/** Something to start, and beside its words what becomes of it. */
export function PlayCard({
  title,
  text,
  file,
  begin,
  watched,
  words,
  isStaff,
  drawnAt,
  children,
}: PlayCardProps) {
  const { start, isPending, problem, handle } = begin;
  const { job } = watched;
  const hasStarted = handle !== null || job !== undefined;
  const headingId = `play-${file}`;
  return (
    <section
      aria-labelledby={headingId}
      className="flex min-w-0 flex-col gap-4 rounded-xl border bg-card p-5"
    >
      <div className="grid gap-1">
        <h2 id={headingId} className="text-lg font-semibold">
          {title}
        </h2>
        <p className="text-sm text-pretty text-muted-foreground">{text}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <button
          type="button"
          aria-disabled={isPending}
          onClick={() => void start(null)}
          className={buttonStyle("primary", "small")}
        >
          {isPending ? "Starting…" : hasStarted ? "Start another" : "Start"}
        </button>
        {isStaff && job !== undefined && (
          <Link
            href={`/admin/jobs/${job.jobId}`}
            className="text-sm font-medium text-primary underline-offset-4 hover:underline"
          >
            See it in the dashboard
          </Link>
        )}
      </div>
      {problem !== null && (
        <p role="alert" className="text-sm text-destructive">
          {problem.detail}
        </p>
      )}
      {hasStarted && (
        <JobProgress watched={watched} label={title} words={words} drawnAt={drawnAt} showsTries>
          {children}
        </JobProgress>
      )}
      <p className="mt-auto border-t pt-3 text-xs text-muted-foreground">
        Its code: <code className="font-mono wrap-anywhere">{file}</code>
      </p>
    </section>
  );
}
