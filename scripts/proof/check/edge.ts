import { isTerminal } from "@/lib/jobs/lifecycle";
import { type Row, wake, woke } from "./row";
import type { Scene } from "./scenes";
import { type Batch, type Job, NO_POST, type Post, type Snapshot, type State, type Worker } from "./state";
import type { Changes } from "./variants";

/** One thing that may happen. */
export type Edge = {
  label: string;
  next: State;
  /** It happens sooner or later by itself: no person, no fault, no luck is needed. */
  isFair: boolean;
  /** The run that wrote; its write is stale when the row belongs to another run. */
  writer?: { job: number; run: number };
  isRevive?: boolean;
  /** The job that was given a new message or given up, because its own was thought lost. */
  givesUp?: number;
};

export type Rules = { scene: Scene; changes: Changes };

export function jobAt({ jobs }: State, index: number): Job {
  const job = jobs[index];
  if (job === undefined) throw new Error(`There is no job ${index}.`);
  return job;
}

export function withJob(state: State, index: number, changes: Partial<Job>): State {
  return { ...state, jobs: state.jobs.with(index, { ...jobAt(state, index), ...changes }) };
}

export function withWorker(state: State, index: number, worker: Worker): State {
  const [first, second] = state.workers;
  return { ...state, workers: index === 0 ? [worker, second] : [first, worker] };
}

/**
 * The state with this row, and what its statement brings along: a new leg has no message yet, an end is counted into
 * its batch, a full batch wakes its waiter. `saw`: what the statement's snapshot said, where that counts.
 */
export function withRow(
  state: State,
  index: number,
  row: Row,
  rules: Rules,
  saw: Snapshot | null = null,
): State {
  const job = jobAt(state, index);
  const post = row.leg > job.row.leg ? postOfNewLeg(job.post, rules) : job.post;
  const moved = withJob(state, index, { row, post, ...lineOf(job, row) });
  const hasEnded = isTerminal(row.status) && row.status !== job.row.status;
  return job.isChild && hasEnded ? counted(moved, index, rules, saw) : moved;
}

/** What a moved row leaves of its place in line and of its turn. */
function lineOf({ isInLine, hasTurn }: Job, { status, isParked }: Row): Pick<Job, "isInLine" | "hasTurn"> {
  const isUnheld = status === "pending" || status === "retrying";
  return { isInLine: isInLine && isUnheld && isParked, hasTurn: hasTurn && isUnheld };
}

/** Message of the current leg: none yet. */
function postOfNewLeg({ sent, old }: Post, { changes }: Rules): Post {
  return changes.callbackOfAnyLeg === true && (old || sent) ? { ...NO_POST, old: true } : NO_POST;
}

function counted(state: State, index: number, rules: Rules, saw: Snapshot | null): State {
  const { scene, changes } = rules;
  const { row, isCounted } = jobAt(state, index);
  const isOnce = changes.countsTwice !== true;
  const marked = withJob(state, index, { isCounted: true });
  if (isOnce && (isCounted || state.batch.isClosed)) return marked;
  const batch = plus((changes.countsOnOldSnapshot === true ? saw?.batch : null) ?? state.batch, row, 1);
  const isClosed = batch.completed + batch.failed + batch.cancelled === batch.total;
  const cancelsRest = scene.onFailure === "cancel_rest" && batch.failed > state.batch.failed;
  const full = { ...(cancelsRest ? flagged(marked) : marked), batch: { ...batch, isClosed } };
  return isClosed
    ? woken(full, changes.wakesOnOldSnapshot === true && saw?.isWaiting === false, rules)
    : full;
}

/** The batch is cancelled, with the children that it has. */
export function flagged(state: State): State {
  return { ...state, jobs: state.jobs.map((job) => (job.isChild ? { ...job, isFlagged: true } : job)) };
}

/** The batch with the end of `row` counted in, or taken back. */
export function plus(batch: Batch, { status }: Row, by: 1 | -1): Batch {
  if (status === "completed") return { ...batch, completed: batch.completed + by };
  if (status === "cancelled") return { ...batch, cancelled: batch.cancelled + by };
  return { ...batch, failed: batch.failed + by };
}

function woken(state: State, isLost: boolean, rules: Rules): State {
  const { row, post } = jobAt(state, 0);
  const next = isLost ? null : (wake(row) ?? (rules.changes.wakesWhatHasEnded === true ? woke(row) : null));
  if (next === null) return state;
  const batch = { ...state.batch, wakes: state.batch.wakes + 1 };
  return { ...withJob(state, 0, { row: next, post: postOfNewLeg(post, rules) }), batch };
}
