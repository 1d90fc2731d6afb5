import { isTerminal } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";
import { isJobNews, type JobNews } from "./job-news";
import { estimatedEnd, nextPace, type Pace } from "./pace";
import { pollDelay } from "./poll-delay";
import { OFFLINE, type Problem, readProblem } from "./problem";

/** The answer to a poll. The same object as last time when nothing changed. */
export type PolledJob = {
  job: JobView;
  /** Server's clock minus ours, in milliseconds. */
  clockSkewMs: number;
  /** When it will be done at its pace, by the server's clock; null: nobody knows. */
  endsAt: number | null;
};

/** Thrown when the server does not tell a job's status. */
export class JobUnavailable extends Error {
  override name = "JobUnavailable";
  readonly problem: Problem;
  readonly retryAfterSeconds: number;

  constructor(problem: Problem, retryAfterSeconds: number) {
    super(problem.detail);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Signed out, not allowed, or no such job: asking again changes nothing. */
  get isFinal(): boolean {
    return [401, 403, 404, 410].includes(this.problem.status);
  }
}

type Watch = {
  polled?: PolledJob;
  etag?: string;
  pace?: Pace;
  unchanged: number;
  dueAt: number;
  inFlight?: Promise<PolledJob>;
  /** When the job had ended that was then started once more: news of that end is old. */
  endedBefore?: string | null;
};

/** What a person may do to a job. */
export type JobDeed = "cancel" | "retry";

type PollerOptions = {
  /** Of the API; default: this page's. */
  origin?: string;
  /** Through which tabs tell each other news; without one they do not. */
  channel?: BroadcastChannel;
};

/**
 * Asks for the status of jobs, at most one request per job at a time and none before it is due: however many
 * components watch a job, it costs what one would. What one tab has seen ended, the others know at once.
 */
export function createJobPoller({ origin = "", channel }: PollerOptions = {}) {
  const watches = new Map<string, Watch>();
  const listeners = new Set<(news: JobNews) => void>();
  channel?.addEventListener("message", ({ data }) => {
    if (isJobNews(data)) take(data);
  });

  function watchOf(jobId: string): Watch {
    const watch = watches.get(jobId) ?? { unchanged: 0, dueAt: 0 };
    watches.set(jobId, watch);
    return watch;
  }

  /** @throws {JobUnavailable} when the server refuses; TypeError when it cannot be reached. */
  function poll(jobId: string): Promise<PolledJob> {
    const watch = watchOf(jobId);
    if (watch.polled && (hasEnded(watch) || Date.now() < watch.dueAt)) return Promise.resolve(watch.polled);
    watch.inFlight ??= ask(urlOf("status", jobId), watch)
      .then((polled) => {
        if (isTerminal(polled.job.status)) tell({ kind: "settled", jobId, job: polled.job });
        return polled;
      })
      .finally(() => {
        watch.inFlight = undefined;
      });
    return watch.inFlight;
  }

  /** Milliseconds until the next poll is due; 0 when there is nothing more to learn. */
  function dueInMs(jobId: string): number {
    const watch = watchOf(jobId);
    return hasEnded(watch) ? 0 : Math.max(1_000, watch.dueAt - Date.now());
  }

  /** Asks now, whatever is due. */
  function refresh(jobId: string): Promise<PolledJob> {
    watchOf(jobId).dueAt = 0;
    return poll(jobId);
  }

  /** Asks how a job stands, and tells everybody if it has ended, also if that was known. */
  async function look(jobId: string): Promise<void> {
    const { job } = await refresh(jobId);
    if (isTerminal(job.status)) take({ kind: "settled", jobId, job });
  }

  /** Cancels a job, or starts one once more that has ended. Null when that was taken, else why not. */
  async function act(deed: JobDeed, jobId: string): Promise<Problem | null> {
    const response = await fetch(urlOf(deed, jobId), { method: "POST" }).catch(() => null);
    if (response === null) return OFFLINE;
    if (!response.ok) return await readProblem(response);
    if (deed === "retry") tell({ kind: "reopened", jobId });
    return null;
  }

  function urlOf(what: string, jobId: string): string {
    return `${origin}/api/v1/${what}/${encodeURIComponent(jobId)}`;
  }

  /** Tells this tab and the others. */
  function tell(news: JobNews): void {
    take(news);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin anyway
    channel?.postMessage(news);
  }

  function take(news: JobNews): void {
    const { jobId } = news;
    const watch = watchOf(jobId);
    if (news.kind === "reopened") {
      watches.set(jobId, { unchanged: 0, dueAt: 0, endedBefore: watch.polled?.job.completedAt });
    }
    if (news.kind === "settled" && !hasEnded(watch)) {
      if (watch.endedBefore != null && news.job.completedAt === watch.endedBefore) return;
      watch.polled = { job: news.job, clockSkewMs: watch.polled?.clockSkewMs ?? 0, endsAt: null };
    }
    for (const listener of listeners) listener(news);
  }

  /** @returns what ends it. */
  function listen(listener: (news: JobNews) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return { poll, dueInMs, refresh, look, act, tell, listen };
}

function hasEnded({ polled }: Watch): boolean {
  return polled !== undefined && isTerminal(polled.job.status);
}

async function ask(url: string, watch: Watch): Promise<PolledJob> {
  const headers: HeadersInit = watch.etag === undefined ? {} : { "if-none-match": watch.etag };
  const response = await fetch(url, { headers, cache: "no-store" });
  const retryAfterSeconds = Number(response.headers.get("retry-after")) || 0;
  const polled = await readAnswer(response, watch, retryAfterSeconds);
  // Another tab's news came first.
  if (watch.polled !== undefined && hasEnded(watch)) return watch.polled;
  watch.unchanged = polled === watch.polled ? watch.unchanged + 1 : 0;
  watch.polled = polled;
  watch.etag = response.headers.get("etag") ?? undefined;
  const { job, endsAt, clockSkewMs } = polled;
  const delay = pollDelay(
    { job, unchanged: watch.unchanged, retryAfterSeconds, endsAt },
    Date.now() + clockSkewMs,
  );
  watch.dueAt = Date.now() + delay * 1_000;
  return polled;
}

async function readAnswer(response: Response, watch: Watch, retryAfterSeconds: number): Promise<PolledJob> {
  if (response.status === 304 && watch.polled) return watch.polled;
  if (!response.ok) throw new JobUnavailable(await readProblem(response), retryAfterSeconds);
  // The route builds its body from this very type.
  const job: JobView = await response.json();
  const clockSkewMs = clockSkew(response);
  watch.pace = nextPace(watch.pace, job, Date.now() + clockSkewMs);
  return { job, clockSkewMs, endsAt: watch.pace === undefined ? null : estimatedEnd(watch.pace) };
}

/** The Date header knows whole seconds only, so small differences are none. */
function clockSkew(response: Response): number {
  const skew = Date.parse(response.headers.get("date") ?? "") - Date.now();
  return Math.abs(skew) > 2_000 ? skew : 0;
}
