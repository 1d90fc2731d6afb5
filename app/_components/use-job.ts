"use client";

import useSWR from "swr";
import type { z } from "zod";
import type { JobDefinition } from "@/lib/jobs/define";
import { isTerminal, type Status } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";
import { createJobPoller, JobUnavailable, type PolledJob } from "./job-poller";
import type { Problem } from "./problem";

/** A job as a component watches it. */
export type WatchedJob<Job extends JobDefinition = JobDefinition> = {
  /** Undefined until the first answer. */
  job: JobView | undefined;
  status: Status | undefined;
  progress: JobView["progress"];
  /** What the handler returned; null until then. */
  result: z.output<Job["result"]> | null;
  /** Why the job failed; null unless it did. */
  error: JobView["error"];
  /** Why its status cannot be read right now. */
  problem: Problem | null;
  /** True once nothing more will happen by itself. */
  isSettled: boolean;
  clockSkewMs: number;
  /** Asks now. */
  refresh(): Promise<void>;
};

const poller = createJobPoller();

/**
 * Watches a job until it settles: polls after 1, 2, 5, then every 10 s, quicker around the moment its next
 * try is due, not while the page is hidden, and never sooner than the server asks for.
 *
 * @param jobId null watches nothing.
 * @param options.initialJob what the server already knew when it drew the page.
 * @example const { result } = useJob<typeof sendEmail>(jobId);
 */
export function useJob<Job extends JobDefinition = JobDefinition>(
  jobId: string | null,
  options: { initialJob?: JobView } = {},
): WatchedJob<Job> {
  const initial = options.initialJob && { job: options.initialJob, clockSkewMs: 0 };
  const mayChange = !isSettledPoll(initial);
  const { data, error, mutate } = useSWR(jobId === null ? null : ["job", jobId], ask, {
    fallbackData: initial,
    // The poller knows when a request is due; SWR's own two seconds would swallow the first polls.
    dedupingInterval: 0,
    refreshInterval: (latest) => untilNextPoll(jobId, latest ?? initial),
    revalidateOnMount: mayChange,
    revalidateOnFocus: mayChange,
    revalidateOnReconnect: mayChange,
    onErrorRetry: (problem, _key, _config, revalidate, { retryCount }) => {
      const seconds = retrySeconds(problem, retryCount);
      if (seconds !== null) setTimeout(() => void revalidate({ retryCount }), seconds * 1_000);
    },
  });
  const job = data?.job;
  return {
    job,
    status: job?.status,
    progress: job?.progress ?? null,
    result: resultOf<Job>(job),
    error: job?.error ?? null,
    problem: error === undefined ? null : problemOf(error),
    isSettled: job !== undefined && isTerminal(job.status),
    clockSkewMs: data?.clockSkewMs ?? 0,
    refresh: async () => {
      if (jobId !== null) await mutate(poller.refresh(jobId), { revalidate: false });
    },
  };
}

function ask([, jobId]: readonly [string, string]): Promise<PolledJob> {
  return poller.poll(jobId);
}

function untilNextPoll(jobId: string | null, latest: PolledJob | undefined): number {
  return jobId === null || isSettledPoll(latest) ? 0 : poller.dueInMs(jobId);
}

function isSettledPoll(polled: PolledJob | undefined): boolean {
  return polled !== undefined && isTerminal(polled.job.status);
}

/** Null: never. */
function retrySeconds(error: unknown, retryCount: number): number | null {
  const backoff = Math.min(30, 2 ** retryCount);
  if (!(error instanceof JobUnavailable)) return backoff;
  return error.isFinal ? null : Math.max(backoff, error.retryAfterSeconds);
}

function resultOf<Job extends JobDefinition>(job: JobView | undefined): z.output<Job["result"]> | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what fits the result schema was stored
  return job?.status === "completed" ? (job.result as z.output<Job["result"]>) : null;
}

function problemOf(error: unknown): Problem {
  if (error instanceof JobUnavailable) return error.problem;
  const detail = "The server cannot be reached. We keep trying.";
  return { type: "about:blank", title: "Offline", status: 0, detail };
}
