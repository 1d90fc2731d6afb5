import { jobAt, type Rules, withJob } from "./edge";
import { isHeld, type Row } from "./row";
import type { Job, State } from "./state";

/** Whether a claim of this job finds a place of its key; always, where it has none. */
export function hasPlace(state: State, index: number, { changes }: Rules): boolean {
  const { hasKey, hasTurn } = jobAt(state, index);
  if (!hasKey || jobAt(state, index).row.status === "processing") return true;
  const others = state.jobs.filter((_, other) => other !== index);
  const isTaken = others.some(({ row }) =>
    changes.keyEndsWithLease === true ? isHeld(row) : row.status === "processing",
  );
  return hasTurn ? !isTaken : !isTaken && !others.some((other) => other.hasTurn || other.isInLine);
}

/** The job after it was parked in line. */
export function inLine(job: Job, row: Row): Job {
  return { ...job, row, isInLine: true, hasTurn: false };
}

/** The job after it was let on, when it is its turn; null when it is not. */
export function letOn(state: State, index: number): Job | null {
  const job = jobAt(state, index);
  const isFirst = !state.jobs.some((other, at) => at < index && other.isInLine);
  const isFree = !state.jobs.some(({ row, hasTurn }) => row.status === "processing" || hasTurn);
  if (!job.isInLine || !isFirst || !isFree) return null;
  return { ...job, row: { ...job.row, isParked: false }, isInLine: false, hasTurn: true };
}

/** The place that was kept for a job that was let on is kept no more: its message takes too long. */
export function afterTurn(state: State, index: number): State | null {
  return jobAt(state, index).hasTurn ? withJob(state, index, { hasTurn: false }) : null;
}
