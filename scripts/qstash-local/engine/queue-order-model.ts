/** Something that a queue cares about, as naively as it can be told: an enqueued message, or a callback about one. */
type Job = {
  readonly id: string;
  readonly callbackOf?: string;
  readonly retries: number;
  state: "ready" | "active" | "asleep" | "ended";
  /** Jobs only. */
  hasPlace: boolean;
  isCancelled: boolean;
  attempts: number;
  dueAt: number;
};

/** How long a failed attempt puts a job to sleep. */
export const RETRY_MS = 1000;

/**
 * A queue that looks at everything that ever was in it after each step, and so needs no order of its own: it is
 * slow and simple, for the real one to be compared with.
 */
export function createQueueModel() {
  const jobs: Job[] = [];
  const settings = { parallelism: 1, isPaused: false };

  /** A place is taken until its job and all callbacks about it have ended. */
  const isTaken = (job: Job) =>
    job.hasPlace &&
    jobs.some(({ id, callbackOf, state }) => state !== "ended" && (callbackOf ?? id) === job.id);

  function mayStart(job: Job): boolean {
    if (job.callbackOf !== undefined) return true;
    if (settings.isPaused) return false;
    return job.hasPlace || jobs.filter(isTaken).length < settings.parallelism;
  }

  return {
    jobs,
    settings,
    add(job: Pick<Job, "id" | "callbackOf" | "retries">): void {
      jobs.push({ ...job, state: "ready", hasPlace: false, isCancelled: false, attempts: 0, dueAt: 0 });
    },
    /** Everything that can start now starts, the oldest first. */
    proceed(now: number): void {
      for (const job of jobs) {
        if (job.state === "asleep" && job.dueAt <= now) job.state = job.isCancelled ? "ended" : "ready";
      }
      for (const job of jobs) {
        if (job.state !== "ready" || !mayStart(job)) continue;
        job.hasPlace = job.callbackOf === undefined;
        job.state = "active";
      }
    },
    finishAttempt(job: Job, isSuccess: boolean, now: number): void {
      job.attempts += 1;
      const goesOn = !isSuccess && !job.isCancelled && job.attempts <= job.retries;
      job.state = goesOn ? "asleep" : "ended";
      job.dueAt = now + RETRY_MS;
    },
    /** A callback that sleeps is ended when its time comes, everything else that waits at once. */
    cancel(job: Job): void {
      job.isCancelled = true;
      if (job.state === "ready" || (job.state === "asleep" && job.callbackOf === undefined))
        job.state = "ended";
    },
    /** What was under way begins again, in the place that it had. */
    restart(): void {
      for (const job of jobs) {
        if (job.state !== "active") continue;
        job.state = job.isCancelled ? "ended" : "ready";
      }
    },
    lag: () => jobs.filter(({ callbackOf, state }) => callbackOf === undefined && state !== "ended").length,
  };
}
