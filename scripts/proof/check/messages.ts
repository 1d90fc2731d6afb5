import { type Edge, jobAt, type Rules, withJob, withRow, withWorker } from "./edge";
import { hasPlace, inLine } from "./line";
import { cancel, claim, claimed, exhaust, expire, isHeld, isOpen, isSpent, park, rescue } from "./row";
import type { State } from "./state";
import { name } from "./who";

/** What may happen to a job's messages: publishing, losing, delivering, giving up, calling back. */
export function messageEdges(state: State, index: number, rules: Rules): Edge[] {
  const { isThere, row, post } = jobAt(state, index);
  if (!isThere) return [beforeItsRow(state, index)];
  return [
    ...publishings(state, index, rules),
    ...(post.held ? [givenUp(state, index)] : []),
    ...(post.sent && isOpen(row) ? deliveries(state, index, rules) : []),
    ...callbacks(state, index, rules),
  ];
}

function beforeItsRow(state: State, index: number): Edge {
  const post = { ...jobAt(state, index).post, sent: true, held: true };
  return { label: `${name(index)}: its message leaves`, next: withJob(state, index, { post }), isFair: true };
}

function publishings(state: State, index: number, { changes }: Rules): Edge[] {
  const { row, post } = jobAt(state, index);
  const isUnpublished = !row.isPublished && !row.isParked;
  if (!isUnpublished || (row.status !== "pending" && row.status !== "retrying")) return [];
  if (post.isAbandoned) return [];
  const dies = { ...post, isAbandoned: true };
  const noted = { ...row, isPublished: true };
  const sent = { ...post, sent: true, held: true };
  const label = `${name(index)}: published`;
  return [
    { label, next: withJob(state, index, { row: noted, post: sent }), isFair: true },
    { label: `${label}, answer lost`, next: withJob(state, index, { post: sent }), isFair: false },
    ...(post.sent
      ? [
          {
            label: `${label}, taken for a duplicate`,
            next: withJob(state, index, { row: noted }),
            isFair: true,
          },
        ]
      : []),
    ...(changes.noReconcile === true
      ? [
          {
            label: `${name(index)}: whoever was to publish it dies`,
            next: withJob(state, index, { post: dies }),
            isFair: false,
          },
        ]
      : []),
  ];
}

function givenUp(state: State, index: number): Edge {
  return {
    label: `${name(index)}: QStash gives its message up`,
    next: dropped(state, index),
    isFair: false,
  };
}

function dropped(state: State, index: number): State {
  return withJob(state, index, { post: { ...jobAt(state, index).post, held: false } });
}

function deliveries(state: State, index: number, rules: Rules): Edge[] {
  const { row, post, isFlagged } = jobAt(state, index);
  const { scene, changes } = rules;
  const given = { ...scene.budgets, leg: row.leg, isCancelled: isFlagged, isPaused: state.isPaused };
  const held = claim(row, given);
  const label = `${name(index)}: ${post.held ? "delivered" : "delivered once more"}`;
  const isFair = post.held;
  if (held === null) return isHeld(row) ? [] : [unclaimed(state, index, rules, label)];
  const worker = state.workers.indexOf(null);
  if (worker < 0) return [];
  if (!hasPlace(state, index, rules)) return [toLine(state, index, rules, label)];
  const inTwo =
    changes.claimsInTwoSteps === true || (changes.keyAskedBefore === true && jobAt(state, index).hasKey);
  const run = { job: index, run: held.run, at: inTwo ? -1 : 0, saw: null };
  const next = withWorker(inTwo ? state : withRow(state, index, held, rules), worker, run);
  return [{ label: `${label}, ${inTwo ? "its row is read" : `claimed as run ${held.run}`}`, next, isFair }];
}

/** Without a run: it waits in line, and QStash is done with the message. */
function toLine(state: State, index: number, rules: Rules, label: string): Edge {
  const { row, post } = jobAt(state, index);
  const parked = park(row, row.leg) ?? row;
  const next = withRow(dropped(state, index), index, parked, rules);
  const isFair = post.held;
  return {
    label: `${label}, its key is taken`,
    next: withJob(next, index, inLine(jobAt(next, index), parked)),
    isFair,
  };
}

/** The second step of a claim that read the row before: it writes whatever the row is by now. */
export function claimAfterReading(state: State, worker: number, index: number, rules: Rules): Edge {
  const { row: read, isFlagged } = jobAt(state, index);
  const given = { ...rules.scene.budgets, leg: read.leg, isCancelled: isFlagged, isPaused: state.isPaused };
  // Only the question for the key came before: the row itself is looked at as it is.
  const row = rules.changes.keyAskedBefore === true ? claim(read, given) : claimed(read);
  if (row === null)
    return {
      label: `${name(index)}: not claimed after all`,
      next: withWorker(state, worker, null),
      isFair: true,
    };
  const next = withWorker(state, worker, { job: index, run: row.run, at: 0, saw: null });
  return {
    label: `${name(index)}: claimed as it was read`,
    next: withRow(next, index, row, rules),
    isFair: true,
  };
}

/** Answers in the worker's order; whichever it is, QStash is done with the message. */
function unclaimed(state: State, index: number, rules: Rules, label: string): Edge {
  const { row, post, isFlagged } = jobAt(state, index);
  if (row.status === "waiting")
    return { label: `${label}, a duplicate`, next: dropped(state, index), isFair: post.held };
  const isCancelled = row.isCancelRequested || isFlagged;
  const [what, moved] = isCancelled
    ? ["cancelled", cancel(row)]
    : row.isLate
      ? ["expired", expire(row, row.leg)]
      : state.isPaused && !isSpent(row, rules.scene.budgets)
        ? ["parked", park(row, row.leg)]
        : ["refused", null];
  const next = moved === null ? dropped(state, index) : withRow(dropped(state, index), index, moved, rules);
  return { label: `${label}, ${what}`, next, isFair: post.held };
}

/** Callbacks come late, twice or never: no job may need one. */
function callbacks(state: State, index: number, rules: Rules): Edge[] {
  const { row, post } = jobAt(state, index);
  const isOfAnyLeg = rules.changes.callbackOfAnyLeg === true && post.old;
  if (!(post.sent && !post.held) && !isOfAnyLeg) return [];
  const { budgets } = rules.scene;
  const moved = expire(row, row.leg) ?? rescue(row, row.leg, budgets) ?? exhaust(row, row.leg, budgets);
  if (moved === null) return [];
  const label = `${name(index)}: a failure callback${post.sent && !post.held ? "" : " of an older leg"}`;
  const next = withRow(state, index, moved, rules);
  return [{ label, next, isFair: false, givesUp: index }];
}
