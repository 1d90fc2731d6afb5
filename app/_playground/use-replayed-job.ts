"use client";

import useSWR from "swr";
import type { WatchedJob } from "@/app/_components/use-job";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { readReplayedJob } from "./read-replayed-job";

const POLL_MS = 1_000;

/** Watches the job of an event, which is the product's own: the status API tells people of their own jobs only. */
export function useReplayedJob(jobId: string | null): WatchedJob {
  const { data, mutate } = useSWR(jobId === null ? null : ["replayed", jobId], ask, {
    refreshInterval: (job) => (job != null && isTerminal(job.status) ? 0 : POLL_MS),
  });
  const job = data ?? undefined;
  return {
    job,
    status: job?.status,
    progress: job?.progress ?? null,
    result: job?.status === "completed" ? job.result : null,
    error: job?.error ?? null,
    problem: null,
    isSettled: job !== undefined && isTerminal(job.status),
    clockSkewMs: 0,
    endsAt: null,
    cancel: refuse,
    retry: refuse,
    refresh: async () => {
      await mutate();
    },
  };
}

function ask([, jobId]: readonly [string, string]) {
  return readReplayedJob(jobId);
}

function refuse() {
  const detail = "This is work of the product itself. Staff can do that in the dashboard.";
  return Promise.resolve({ type: "about:blank", title: "Not yours", status: 403, detail });
}
