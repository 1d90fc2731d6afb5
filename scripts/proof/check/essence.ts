import { isTerminal } from "@/lib/jobs/lifecycle";
import { jobAt, type Rules, withWorker } from "./edge";
import { revivalsLeft } from "./others";
import { NEW_ROW } from "./row";
import { type Batch, type Job, NO_POST, type State } from "./state";
import { workEdges } from "./work";

/**
 * The state without what can no longer matter: whatever may happen in one of the two may happen in the other, and
 * leads to states of which the same is true. So it is enough to go on from one of them.
 */
export function essence(state: State, rules: Rules): State {
  const alive = withoutSuperseded(state, rules);
  const isLast = revivalsLeft(state, rules) === 0;
  const jobs = alive.jobs.map((job) => essenceOfJob(job, alive.batch, isLast));
  return { ...alive, jobs, batch: essenceOfBatch(alive.batch) };
}

/**
 * A run that lost its job can only find that out and stop: without it the state may do the same, and has a worker
 * free. It stays where it can do something yet: an effect, or whatever a broken design lets it do.
 */
function withoutSuperseded(state: State, rules: Rules): State {
  const one = canOnlyStop(state, 0, rules) ? withWorker(state, 0, null) : state;
  return canOnlyStop(one, 1, rules) ? withWorker(one, 1, null) : one;
}

function canOnlyStop(state: State, index: number, rules: Rules): boolean {
  const worker = state.workers[index];
  if (worker === null || worker === undefined || rules.changes.fence !== undefined) return false;
  const { row, effects } = jobAt(state, worker.job);
  if (effects.length > 0 || row.run === worker.run || worker.at < 0) return false;
  return workEdges(state, index, rules).every(
    ({ next }) => next.jobs === state.jobs && next.batch === state.batch && next.workers[index] === null,
  );
}

function essenceOfJob(whole: Job, batch: Batch, isLast: boolean): Job {
  const job = withoutCalls(whole);
  const counted = job.isChild && batch.isClosed && !job.isCounted ? { ...job, isCounted: true } : job;
  if (isTerminal(job.row.status)) return essenceOfEnd(counted, batch, isLast);
  // To a waiting row messages do only what reconcile may do as well.
  return job.row.status === "waiting" ? { ...counted, post: NO_POST } : counted;
}

/** Nobody asks any more how often an effect was called that is done. */
function withoutCalls(job: Job): Job {
  if (!job.effects.some(({ ledger, calls }) => ledger === "done" && calls > 0)) return job;
  const effects = job.effects.map((effect) => (effect.ledger === "done" ? { ...effect, calls: 0 } : effect));
  return { ...job, effects };
}

/** To a row that has ended no message does anything, and a revive begins anew. */
function essenceOfEnd(job: Job, { isClosed }: Batch, isLast: boolean): Job {
  const { status, leg, run, attempts, revivals, maxRetries, maxContinuations } = job.row;
  const isFinal = isLast || status === "completed";
  const isIndifferent = isFinal && job.effects.length === 0 && (!job.isChild || isClosed);
  const kept = { leg, run, attempts, revivals, maxRetries, maxContinuations };
  return {
    ...job,
    row: { ...NEW_ROW, ...kept, status: isIndifferent ? "completed" : status },
    post: job.post.old ? { ...NO_POST, old: true } : NO_POST,
    isFlagged: false,
    hasWaited: job.hasWaited && !isFinal,
  };
}

/** Once full, it counts nothing, wakes nobody and cancels nothing any more. A wake-up after that is one too many. */
function essenceOfBatch(batch: Batch): Batch {
  const { completed, failed, cancelled, isClosed } = batch;
  if (!isClosed) return batch;
  return {
    ...batch,
    completed: completed + failed + cancelled,
    failed: 0,
    cancelled: 0,
    wakes: Math.max(1, batch.wakes),
  };
}
