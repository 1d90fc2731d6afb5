import { STATUSES } from "@/lib/jobs/lifecycle";
import { type Batch, type Job, LEDGER, type State, type Worker } from "./state";

/**
 * The state as a short text, the same for states that nobody can tell apart: guards only ask whether a run or a leg
 * is the current one, so their numbers are left out; the two workers are alike, and so are the children of a batch.
 */
export function keyOf(state: State): string {
  const { jobs, batch, isPaused } = state;
  const [first = "", ...children] = jobs.map((_, index) => codeOfJob(state, index));
  const revivals = jobs.reduce((sum, { row }) => sum + row.revivals, 0);
  const codes = [codeOfCounts(batch), bits(batch.isClosed, isPaused) * 4 + batch.wakes, revivals];
  return String.fromCharCode(...codes) + first + children.toSorted().join("");
}

/** A job with who is at work on it. */
function codeOfJob({ jobs, workers, sweep }: State, index: number): string {
  const job = jobs[index];
  if (job === undefined) return "";
  const [one = 0, two = 0] = workers.map((worker) => codeOfWorker(worker, index, job));
  const sweeps = sweep?.job === index ? 1 + Number(sweep.ends) : 0;
  return String.fromCharCode(...codesOf(job), Math.min(one, two), Math.max(one, two), sweeps);
}

function codesOf({
  row,
  post,
  effects,
  isCounted,
  isFlagged,
  hasWaited,
  isThere,
  isInLine,
  hasTurn,
}: Job): number[] {
  const { sent, held, old, isAbandoned } = post;
  const { attempt, continuations, rescues, lostInARow } = row;
  return [
    STATUSES.indexOf(row.status) * 16 + rescues * 4 + lostInARow,
    attempt * 16 + continuations,
    (row.run - row.attempts + 4) * 2 + Number(row.run > 0),
    bits(row.hasLapsed, row.isLate, row.isCancelRequested, row.isParked, row.isPublished),
    bits(sent, held, old, isAbandoned, isCounted, isFlagged, hasWaited, isThere, isInLine, hasTurn),
    ...effects.map(({ ledger, calls, applied }) => LEDGER.indexOf(ledger) * 16 + calls * 4 + applied),
  ];
}

function codeOfWorker(worker: Worker, index: number, { row }: Job): number {
  if (worker === null || worker.job !== index) return 0;
  const { run, saw, at } = worker;
  const seen = saw === null ? 0 : 1 + codeOfCounts(saw.batch) * 2 + Number(saw.isWaiting);
  return 1 + Number(row.run === run) + 2 * (at + 1) + 64 * seen;
}

function codeOfCounts({ completed, failed, cancelled }: Batch): number {
  return completed * 16 + failed * 4 + cancelled;
}

function bits(...flags: readonly boolean[]): number {
  return flags.reduce((code, flag) => code * 2 + Number(flag), 0);
}
