import { isTerminal } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";
import { pollDelay } from "./poll-delay";
import { type Problem, readProblem } from "./problem";

/** The answer to a poll. The same object as last time when nothing changed. */
export type PolledJob = {
  job: JobView;
  /** Server's clock minus ours, in milliseconds. */
  clockSkewMs: number;
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
  unchanged: number;
  dueAt: number;
  inFlight?: Promise<PolledJob>;
};

/**
 * Asks for the status of jobs, at most one request per job at a time and none before it is due: however many
 * components watch a job, it costs what one would.
 *
 * @param origin of the API; default: this page's.
 */
export function createJobPoller(origin = "") {
  const watches = new Map<string, Watch>();

  function watchOf(jobId: string): Watch {
    const watch = watches.get(jobId) ?? { unchanged: 0, dueAt: 0 };
    watches.set(jobId, watch);
    return watch;
  }

  /** @throws {JobUnavailable} when the server refuses; TypeError when it cannot be reached. */
  function poll(jobId: string): Promise<PolledJob> {
    const watch = watchOf(jobId);
    if (watch.polled && (isTerminal(watch.polled.job.status) || Date.now() < watch.dueAt)) {
      return Promise.resolve(watch.polled);
    }
    watch.inFlight ??= ask(`${origin}/api/v1/status/${encodeURIComponent(jobId)}`, watch).finally(() => {
      watch.inFlight = undefined;
    });
    return watch.inFlight;
  }

  /** Milliseconds until the next poll is due; 0 when there is nothing more to learn. */
  function dueInMs(jobId: string): number {
    const { polled, dueAt } = watchOf(jobId);
    if (polled && isTerminal(polled.job.status)) return 0;
    return Math.max(1_000, dueAt - Date.now());
  }

  /** Asks now, whatever is due. */
  function refresh(jobId: string): Promise<PolledJob> {
    watchOf(jobId).dueAt = 0;
    return poll(jobId);
  }

  return { poll, dueInMs, refresh };
}

async function ask(url: string, watch: Watch): Promise<PolledJob> {
  const headers: HeadersInit = watch.etag === undefined ? {} : { "if-none-match": watch.etag };
  const response = await fetch(url, { headers, cache: "no-store" });
  const retryAfterSeconds = Number(response.headers.get("retry-after")) || 0;
  const polled = await readAnswer(response, watch, retryAfterSeconds);
  watch.unchanged = polled === watch.polled ? watch.unchanged + 1 : 0;
  watch.polled = polled;
  watch.etag = response.headers.get("etag") ?? undefined;
  const delay = pollDelay(
    { job: polled.job, unchanged: watch.unchanged, retryAfterSeconds },
    Date.now() + polled.clockSkewMs,
  );
  watch.dueAt = Date.now() + delay * 1_000;
  return polled;
}

async function readAnswer(response: Response, watch: Watch, retryAfterSeconds: number): Promise<PolledJob> {
  if (response.status === 304 && watch.polled) return watch.polled;
  if (!response.ok) throw new JobUnavailable(await readProblem(response), retryAfterSeconds);
  // The route builds its body from this very type.
  const job: JobView = await response.json();
  return { job, clockSkewMs: clockSkew(response) };
}

/** The Date header knows whole seconds only, so small differences are none. */
function clockSkew(response: Response): number {
  const skew = Date.parse(response.headers.get("date") ?? "") - Date.now();
  return Math.abs(skew) > 2_000 ? skew : 0;
}
