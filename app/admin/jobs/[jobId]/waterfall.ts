import type { Outcome } from "@/lib/jobs/lifecycle";
import type { EndedRun } from "@/lib/jobs/reading/read-attempts";
import type { JobDetail } from "@/lib/jobs/reading/read-job";

/** A run on the line of time, in milliseconds. */
export type Bar = {
  run: number;
  attempt: number;
  outcome: Outcome | "running";
  /** From when it was due to its claim; the bar of the wait ends where the run begins. */
  waitedMs: number;
  from: number;
  to: number;
};

/** A line of time on which long stretches without a run are folded. */
export type Scale = {
  /** Where a moment stands, from 0 to 1. */
  at(ms: number): number;
  /** The folded stretches: where they stand, and how long they are. */
  folds: { from: number; to: number; ms: number }[];
};

/** The runs that have ended, and the one that goes on. */
export function barsOf(
  job: Pick<JobDetail, "status" | "run" | "attempt" | "runStartedAt" | "readAt">,
  runs: readonly EndedRun[],
): Bar[] {
  const ended = runs.map(({ run, attempt, outcome, waitedMs, startedAt, finishedAt }) => {
    const from = Date.parse(startedAt);
    return {
      run,
      attempt,
      outcome,
      waitedMs: waitedMs ?? 0,
      from,
      to: Math.max(from, Date.parse(finishedAt)),
    };
  });
  if (job.status !== "processing" || job.runStartedAt === null) return ended;
  const from = Date.parse(job.runStartedAt);
  const to = Math.max(from, job.readAt);
  return [...ended, { run: job.run, attempt: job.attempt, outcome: "running", waitedMs: 0, from, to }];
}

/** A stretch without a run may take this share of what the runs and their waits take; the rest of it is folded. */
const FOLD_SHARE = 0.25;

/** The line from the earliest wait to the latest end. */
export function scaleOf(bars: readonly Bar[]): Scale {
  const busy = merged(
    bars.map((bar) => ({ from: bar.from - bar.waitedMs, to: Math.max(bar.to, bar.from + 1) })),
  );
  const longest = Math.max(1, FOLD_SHARE * sum(busy.map(({ from, to }) => to - from)));
  const stops: { ms: number; drawn: number }[] = [];
  const folds: { from: number; to: number; ms: number }[] = [];
  let drawn = 0;
  for (const [index, { from, to }] of busy.entries()) {
    const gap = index === 0 ? 0 : from - (busy[index - 1]?.to ?? from);
    const shown = Math.min(gap, longest);
    if (shown < gap) folds.push({ from: drawn, to: drawn + shown, ms: gap });
    drawn += shown;
    stops.push({ ms: from, drawn });
    drawn += to - from;
    stops.push({ ms: to, drawn });
  }
  const share = (value: number) => value / Math.max(1, drawn);
  return {
    at: (ms) => share(between(stops, ms)),
    folds: folds.map(({ from, to, ms }) => ({ from: share(from), to: share(to), ms })),
  };
}

type Stretch = { from: number; to: number };

/** Stretches that meet become one. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else whole.push({ from, to });
  }
  return whole;
}

function between(stops: readonly { ms: number; drawn: number }[], ms: number): number {
  const next = stops.findIndex((stop) => stop.ms >= ms);
  const [before, after] = [stops[next - 1], stops[next]];
  if (after === undefined) return stops.at(-1)?.drawn ?? 0;
  if (before === undefined) return after.drawn;
  return before.drawn + ((ms - before.ms) / (after.ms - before.ms)) * (after.drawn - before.drawn);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((whole, number) => whole + number, 0);
}
