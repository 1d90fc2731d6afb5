import { type Edge, jobAt, type Rules, withJob, withRow, withWorker } from "./edge";
import { effectEdges, STEPS } from "./effects";
import { claimAfterReading } from "./messages";
import { heartbeat, type Settling, settle } from "./row";
import type { Busy, Job, State } from "./state";
import { who } from "./who";

/** What the process behind a run may do next, or die of. */
export function workEdges(state: State, worker: number, rules: Rules): Edge[] {
  const busy = state.workers[worker];
  if (busy === null || busy === undefined) return [];
  const job = jobAt(state, busy.job);
  const died: Edge = {
    label: `${who(busy)} dies`,
    next: withWorker(state, worker, null),
    isFair: true,
  };
  if (busy.at < 0) return [died, claimAfterReading(state, worker, busy.job, rules)];
  const isDone = busy.at >= job.effects.length * STEPS;
  return [
    died,
    ...beats(state, busy, rules),
    ...(isDone ? [] : effectEdges(state, worker, busy, rules)),
    ...settlings(job, busy, isDone, state).flatMap((each) => settled(state, worker, busy, each, rules)),
  ];
}

function beats(state: State, busy: Busy, rules: Rules): Edge[] {
  const { row } = jobAt(state, busy.job);
  const next = row.hasLapsed ? heartbeat(row, busy.run) : null;
  if (next === null) return [];
  return [
    {
      label: `${who(busy)} sends a heartbeat`,
      next: withRow(state, busy.job, next, rules),
      isFair: true,
      writer: busy,
    },
  ];
}

/** How the run may end, wherever it stands. */
function settlings(
  { row, effects, isChild, isFlagged, hasWaited }: Job,
  { at }: Busy,
  isDone: boolean,
  state: State,
): Settling[] {
  const isParent = state.batch.total > 0 && !isChild;
  // Also one that was revived meanwhile: it waits on until its children have ended.
  const isToWait = isParent && !(hasWaited && state.batch.isClosed);
  const hasAttemptLeft = row.attempt <= row.maxRetries;
  return [
    ...(isDone && isToWait ? [{ verb: "wait", isFull: state.batch.isClosed } as const] : []),
    ...(isDone && !isToWait ? [{ verb: "complete" } as const] : []),
    ...(row.continuations < row.maxContinuations && at % STEPS === 0 ? [{ verb: "continue" } as const] : []),
    hasAttemptLeft ? { verb: "retry" } : { verb: "fail", status: "timeout" },
    { verb: "fail", status: "failed" },
    ...(effects.length === 0 || at === 0 ? [{ verb: "defer" } as const] : []),
    ...(row.isCancelRequested || isFlagged ? [{ verb: "cancelRun" } as const] : []),
  ];
}

function settled(state: State, worker: number, busy: Busy, settling: Settling, rules: Rules): Edge[] {
  const { row, isChild } = jobAt(state, busy.job);
  const { changes } = rules;
  const label = `${who(busy)} settles: ${settling.verb}`;
  const hasSnapshot = changes.wakesOnOldSnapshot === true || changes.countsOnOldSnapshot === true;
  if (hasSnapshot && isChild && busy.saw === null) return [beginning(state, worker, busy)];
  const next = settle(row, busy.run, settling, changes.fence);
  const free = withWorker(state, worker, null);
  if (next === null) return [{ label: `${who(busy)} finds itself superseded`, next: free, isFair: true }];
  const ended = withRow(free, busy.job, next, rules, busy.saw);
  const after = settling.verb === "wait" ? withJob(ended, busy.job, { hasWaited: true }) : ended;
  return [{ label, next: after, isFair: true, writer: busy }];
}

function beginning(state: State, worker: number, busy: Busy): Edge {
  const isWaiting = jobAt(state, 0).row.status === "waiting";
  const saw = { isWaiting, batch: state.batch };
  return {
    label: `${who(busy)} begins to settle, seeing its parent ${isWaiting ? "wait" : "not wait"}`,
    next: withWorker(state, worker, { ...busy, saw }),
    isFair: true,
  };
}
