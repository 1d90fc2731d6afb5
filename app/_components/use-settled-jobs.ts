"use client";

import { useEffect, useEffectEvent, useMemo } from "react";
import { isTerminal } from "@/lib/jobs/lifecycle";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import { JobUnavailable } from "./job-poller";
import { createSettledJobs, type SettledJob } from "./settled-jobs";
import { isShown } from "./shown-jobs";
import { poller } from "./the-poller";
import { useJobs } from "./use-jobs";

/**
 * Calls `onSettled` with each job of somebody that has ended: once in all tabs, in one that is being looked at, and only
 * where the page does not show that job anyway. Also with those that ended while no page was open.
 *
 * @param owner whose jobs.
 */
export function useSettledJobs(owner: string, onSettled: (job: SettledJob) => void): void {
  const { jobs } = useJobs({ active: true });
  const settled = useMemo(() => createSettledJobs(browserStorage(), owner), [owner]);
  const tell = useEffectEvent(onSettled);

  useEffect(() => {
    const later = new Map<string, SettledJob>();

    async function settle(job: SettledJob): Promise<void> {
      if (!isTerminal(job.status)) return;
      if (document.hidden) {
        later.set(job.jobId, job);
        return;
      }
      if ((await alone(owner, () => settled.claim(job))) && !isShown(job.jobId)) tell(job);
    }

    function catchUp(): void {
      if (document.hidden) return;
      for (const job of later.values()) void settle(job);
      later.clear();
    }

    const stop = poller.listen((news) => {
      if (news.kind === "settled") void settle(news.job);
      else settled.waitFor(news.jobId);
    });
    document.addEventListener("visibilitychange", catchUp);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", catchUp);
    };
  }, [owner, settled]);

  useEffect(() => {
    const open = jobs?.filter(wasAskedFor).map(({ jobId }) => jobId);
    for (const jobId of open === undefined ? [] : settled.sync(open)) {
      poller.look(jobId).catch((error: unknown) => {
        if (error instanceof JobUnavailable && error.isFinal) settled.forget(jobId);
      });
    }
  }, [jobs, settled]);
}

/** What follows from another job, such as the mail that an export is ready, nobody has asked for. */
function wasAskedFor({ parentJobId }: ListedJob): boolean {
  return parentJobId === null;
}

/** One tab at a time, where the browser can do that. */
async function alone(owner: string, claim: () => boolean): Promise<boolean> {
  // Only on https and localhost.
  if (!("locks" in navigator)) return claim();
  return await navigator.locks.request(`jobs.${owner}`, claim);
}

/** A browser may refuse: then this page remembers by itself. */
function browserStorage(): Pick<Storage, "getItem" | "setItem"> {
  try {
    return window.localStorage;
  } catch {
    const items = new Map<string, string>();
    return {
      getItem: (name) => items.get(name) ?? null,
      setItem: (name, value) => void items.set(name, value),
    };
  }
}
