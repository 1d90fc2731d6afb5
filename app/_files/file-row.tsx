"use client";

import { Ago } from "@/app/_components/ago";
import { buttonStyle } from "@/app/_components/button-style";
import type { JobWords } from "@/app/_components/describe-job";
import { JobProgress } from "@/app/_components/job-progress";
import { useJob } from "@/app/_components/use-job";
import { fileSize } from "@/lib/artifacts/file-size";
import type { exportData } from "@/lib/exports/jobs";
import type { FileJob } from "./file-job";
import { RunAgain, type RunAgainAction } from "./run-again";

const WORDS: JobWords = {
  pending: "Waiting to start.",
  starts: "Begins",
  processing: "Being written.",
  done: "Ready",
  notDone: "Not written",
};

type FileRowProps = { job: FileJob; drawnAt: number; runAgain: RunAgainAction; formKey: string };

/** One file: how far it is, then what it is and where to get it. */
export function FileRow({ job, drawnAt, runAgain, formKey }: FileRowProps) {
  const { jobId, title, detail, askedBy, createdAt, initialJob, file } = job;
  // Reports answer the same, without rows.
  const watched = useJob<typeof exportData>(jobId, { initialJob });
  const { result, isSettled } = watched;
  const isOver = file?.status === "expired";
  return (
    <li className="grid grid-cols-1 gap-3 rounded-xl border bg-card p-4">
      <div className="flex items-baseline justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-medium wrap-anywhere">{title}</h3>
          <p className="text-sm wrap-anywhere text-muted-foreground">
            {detail}
            {askedBy !== null && ` · asked for by ${askedBy}`}
          </p>
        </div>
        <Ago time={createdAt} drawnAt={drawnAt} />
      </div>
      {isOver ? (
        <p className="text-sm text-muted-foreground">
          This file is not kept any more. Run it again to get a new one.
        </p>
      ) : (
        <JobProgress watched={watched} label={title} words={WORDS} drawnAt={drawnAt} deeds={["cancel"]} />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {result !== null && !isOver && (
          <a href={`/downloads/${result.artifactId}/file`} className={buttonStyle("primary", "small")}>
            Download
          </a>
        )}
        {isSettled && <RunAgain action={runAgain} jobId={jobId} formKey={formKey} />}
        {result !== null && (
          <Facts
            rows={result.rows ?? null}
            bytes={result.bytes}
            expiresAt={isOver ? null : (file?.expiresAt ?? null)}
          />
        )}
      </div>
    </li>
  );
}

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

function Facts({ rows, bytes, expiresAt }: { rows: number | null; bytes: number; expiresAt: string | null }) {
  const facts = [
    ...(rows === null ? [] : [rows === 1 ? "1 row" : `${rows.toLocaleString("en")} rows`]),
    fileSize(bytes),
    ...(expiresAt === null ? [] : [`kept until ${DAY.format(new Date(expiresAt))}`]),
  ];
  return <p className="text-sm text-muted-foreground tabular-nums">{facts.join(" · ")}</p>;
}
