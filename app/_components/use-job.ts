"use client";

import { useEffect } from "react";
import useSWR from "swr";
import type { z } from "zod";
import type { JobDefinition } from "@/lib/jobs/define";
import { isTerminal, type Status } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";
import { type JobDeed, JobUnavailable, type PolledJob } from "./job-poller";
import { OFFLINE, type Problem } from "./problem";
import { showJob } from "./shown-jobs";
import { poller } from "./the-poller";

/** What starting a job answers with, as far as watching needs it. */
export type JobHandle = { readonly jobId: string };

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
  /** When it will be done at its pace, in milliseconds by the server's clock; null: nobody knows. */
  endsAt: number | null;
  /** Asks for it to stop. Null when that was taken, else why not. */
  cancel: () => Promise<Problem | null>;
  /** Starts it once more after it has failed or was cancelled. Null when that was taken, else why not. */
  retry: () => Promise<Problem | null>;
  /** Asks now. */
  refresh: () => Promise<void>;
};

/**
 * Watches a job until it settles: polls after 1, 2, 5, then every 10 s, quicker around the moment its next try or its end
 * is due, not while the page is hidden, and never sooner than the server asks for. Other tabs hear how it ended.
 *
 * @param watched its id, or what starting it answered with; null watches nothing.
 * @param options.initialJob what the server already knew when it drew the page.
 * @example const { result } = useJob<typeof sendEmail>(jobId);
 */
export function useJob<Job extends JobDefinition = JobDefinition>(
  watched: string | JobHandle | null,
  options: { initialJob?: JobView } = {},
): WatchedJob<Job> {
  const jobId = typeof watched === "object" ? (watched?.jobId ?? null) : watched;
  const initial = options.initialJob && { job: options.initialJob, clockSkewMs: 0, endsAt: null };
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
  useEffect(() => (jobId === null ? undefined : showJob(jobId)), [jobId]);
  useEffect(
    () =>
      poller.listen((news) => {
        if (news.jobId === jobId) mutate(poller.poll(jobId), { revalidate: false }).catch(ignore);
      }),
    [jobId, mutate],
  );
  const job = data?.job;

  async function refresh(): Promise<void> {
    if (jobId !== null) await mutate(poller.refresh(jobId), { revalidate: false });
  }

  async function act(deed: JobDeed): Promise<Problem | null> {
    if (jobId === null) return null;
    const problem = await poller.act(deed, jobId);
    // What was refused rests on a status that is old.
    await refresh().catch(ignore);
    return problem;
  }

  return {
    job,
    status: job?.status,
    progress: job?.progress ?? null,
    result: resultOf<Job>(job),
    error: job?.error ?? null,
    problem: error === undefined ? null : problemOf(error),
    isSettled: job !== undefined && isTerminal(job.status),
    clockSkewMs: data?.clockSkewMs ?? 0,
    endsAt: data?.endsAt ?? null,
    cancel: () => act("cancel"),
    retry: () => act("retry"),
    refresh,
  };
}

/** The next poll meets the same and says so. */
function ignore(): void {}

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
  return { ...OFFLINE, detail: "The server cannot be reached. We keep trying." };
}
