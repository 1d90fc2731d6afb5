"use client";

import { useState } from "react";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { buttonStyle } from "./button-style";
import { isWorthRetrying } from "./describe-job";
import type { JobDeed } from "./job-poller";
import type { WatchedJob } from "./use-job";

const LABELS: Record<JobDeed, string> = { cancel: "Cancel", retry: "Retry" };

type JobDeedsProps = { watched: WatchedJob; label: string; deeds: readonly JobDeed[] };

/** The buttons for what can be done to a job right now, and what the server had against it. */
export function JobDeeds({ watched, label, deeds }: JobDeedsProps) {
  const [pending, setPending] = useState<JobDeed | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const possible = deeds.filter((deed) => isPossible(deed, watched.job));
  if (possible.length === 0 && refusal === null) return null;

  async function press(deed: JobDeed): Promise<void> {
    if (pending !== null) return;
    setPending(deed);
    const problem = await watched[deed]();
    setRefusal(problem?.detail ?? null);
    setPending(null);
  }

  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      {possible.map((deed) => (
        <button
          key={deed}
          type="button"
          aria-disabled={pending !== null}
          aria-label={`${LABELS[deed]}: ${label}`}
          onClick={() => void press(deed)}
          className={buttonStyle("outline", "small")}
        >
          {pending === deed ? "One moment…" : LABELS[deed]}
        </button>
      ))}
      <span aria-live="polite" className="text-sm text-destructive empty:hidden">
        {refusal}
      </span>
    </div>
  );
}

function isPossible(deed: JobDeed, job: WatchedJob["job"]): boolean {
  if (job === undefined) return false;
  return deed === "retry" ? isWorthRetrying(job) : !isTerminal(job.status) && !job.isCancelRequested;
}
