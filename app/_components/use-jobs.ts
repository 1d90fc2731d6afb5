"use client";

import { useEffect } from "react";
import useSWR from "swr";
import { isTerminal } from "@/lib/jobs/lifecycle";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import type { JobNews } from "./job-news";
import { JobUnavailable } from "./job-poller";
import { OFFLINE, type Problem, readProblem } from "./problem";
import { poller } from "./the-poller";

/** Seconds between polls: while there are open jobs, and while there are none. */
const POLL_SECONDS = { busy: 5, idle: 60 } as const;

/** The latest news because of which each list was asked for: one component does that for all. */
const asked = new Map<string, JobNews>();

/** The jobs of whoever is signed in; `useJob` tells more of each. */
export type MyJobs = {
  /** Newest first; undefined until the first answer. */
  jobs: readonly ListedJob[] | undefined;
  problem: Problem | null;
  /** Asks now. */
  refresh: () => Promise<void>;
};

/**
 * The jobs that the person has asked for, as the server knows them: they are there after a reload and on other devices
 * too. Asks when one was started or has ended in any tab, every few seconds while there are open ones, not while the
 * page is hidden; however many components ask, it is one request.
 *
 * @param options.active only those that are not settled.
 */
export function useJobs({ active = false }: { active?: boolean } = {}): MyJobs {
  const url = `/api/v1/status?mine=true${active ? "&active=true" : ""}`;
  const { data, error, mutate } = useSWR(url, listed, {
    refreshInterval: (jobs) => (jobs?.some(isOpen) ? POLL_SECONDS.busy : POLL_SECONDS.idle) * 1_000,
    onErrorRetry: (problem, _key, _config, revalidate, { retryCount }) => {
      if (problem instanceof JobUnavailable && problem.isFinal) return;
      setTimeout(() => void revalidate({ retryCount }), Math.min(60, 2 ** retryCount) * 1_000);
    },
  });
  useEffect(
    () =>
      poller.listen((news) => {
        if (asked.get(url) === news) return;
        asked.set(url, news);
        void mutate();
      }),
    [url, mutate],
  );
  return {
    jobs: data,
    problem: error === undefined ? null : error instanceof JobUnavailable ? error.problem : OFFLINE,
    refresh: async () => {
      await mutate();
    },
  };
}

async function listed(url: string): Promise<ListedJob[]> {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) throw new JobUnavailable(await readProblem(response), 0);
  // The route builds its body from these very fields.
  const { items }: { items: ListedJob[] } = await response.json();
  return items;
}

function isOpen({ status }: ListedJob): boolean {
  return !isTerminal(status);
}
