import { isTerminal } from "@/lib/jobs/lifecycle";
import { type Edge, flagged, jobAt, plus, type Rules, withJob, withRow } from "./edge";
import { afterTurn, letOn } from "./line";
import { cancel, exhaust, expire, isHeld, isOpen, type Row, rescue, rescued, revive, unpark } from "./row";
import type { State } from "./state";
import { name } from "./who";

/** What time, reconcile and people may do to a job. */
export function otherEdges(state: State, index: number, rules: Rules): Edge[] {
  const { row, isInLine } = jobAt(state, index);
  const isReconciled = rules.changes.noReconcile !== true;
  return [
    ...timeEdges(state, index, rules),
    ...(isReconciled ? reconcileEdges(state, index, rules) : []),
    ...peopleEdges(state, index, rules),
    ...(state.isPaused || isInLine ? [] : edge(state, index, rules, "goes on after the pause", unpark(row))),
    ...lineEdges(state, index),
  ];
}

/** Whoever frees the key lets the next one on, or who comes to the line, or reconcile. */
function lineEdges(state: State, index: number): Edge[] {
  const job = letOn(state, index);
  const isOver = afterTurn(state, index);
  return [
    ...(job === null
      ? []
      : [{ label: `${name(index)}: let on`, next: withJob(state, index, job), isFair: true }]),
    ...(isOver === null ? [] : [{ label: `${name(index)}: its turn is over`, next: isOver, isFair: true }]),
  ];
}

function timeEdges(state: State, index: number, rules: Rules): Edge[] {
  const { row } = jobAt(state, index);
  const canBeLate = rules.scene.hasDeadlines && isOpen(row) && !row.isLate;
  return [
    ...edge(state, index, rules, "its lease lapses", isHeld(row) ? { ...row, hasLapsed: true } : null),
    ...edge(state, index, rules, "its deadline passes", canBeLate ? { ...row, isLate: true } : null, false),
  ];
}

function reconcileEdges(state: State, index: number, rules: Rules): Edge[] {
  const { row, post, isFlagged } = jobAt(state, index);
  const { budgets } = rules.scene;
  const isOverdue = row.isPublished && !row.isParked && !post.held && row.status !== "processing";
  const isStuck = row.hasLapsed || isOverdue;
  const isToCancel = row.isCancelRequested || (isFlagged && row.status !== "processing");
  const inOne = [
    ...edge(state, index, rules, "reconcile expires it", expire(row, row.leg)),
    ...edge(state, index, rules, "reconcile cancels it", isToCancel && !isHeld(row) ? cancel(row) : null),
    ...edge(state, index, rules, "reconcile rescues it", isStuck ? rescue(row, row.leg, budgets) : null),
    ...edge(state, index, rules, "reconcile exhausts it", isStuck ? exhaust(row, row.leg, budgets) : null),
  ].map((each) => (row.status === "processing" ? each : { ...each, givesUp: index }));
  return rules.changes.reconcilesInTwoSteps === true ? inTwoSteps(state, index, rules, inOne) : inOne;
}

/** Reads what it is going to do, and does it to whatever the row is by then. */
function inTwoSteps(state: State, index: number, rules: Rules, inOne: Edge[]): Edge[] {
  const { row } = jobAt(state, index);
  if (state.sweep === null) {
    const ends = exhaust(row, row.leg, rules.scene.budgets) !== null;
    const read: Edge = {
      label: `${name(index)}: reconcile reads it`,
      next: { ...state, sweep: { job: index, ends } },
      isFair: true,
    };
    return row.hasLapsed && inOne.length > 0 ? [read] : inOne.filter(() => !row.hasLapsed);
  }
  const { ends } = state.sweep;
  const written = ends ? ({ ...row, status: "failed" } as const) : blindlyRescued(row);
  const label = `reconcile ${ends ? "exhausts" : "rescues"} it as it was read`;
  return edge({ ...state, sweep: null }, index, rules, label, written);
}

function blindlyRescued(row: Row): Row {
  return rescued(row) ?? { ...row, status: "retrying", leg: row.leg + 1, isPublished: false };
}

function peopleEdges(state: State, index: number, rules: Rules): Edge[] {
  const { row, isChild } = jobAt(state, index);
  const asked = row.isCancelRequested ? null : cancel(row);
  const isWaiter = row.status === "waiting" && !isChild;
  return [
    ...edge(isWaiter ? flagged(state) : state, index, rules, "a person cancels it", asked, false),
    ...(revivalsLeft(state, rules) > 0 && isTerminal(row.status) ? revival(state, index, rules) : []),
  ];
}

export function revivalsLeft({ jobs }: State, { scene }: Rules): number {
  return jobs.reduce((left, { row }) => left - row.revivals, scene.budgets.revivals);
}

function revival(state: State, index: number, rules: Rules): Edge[] {
  const { row, isCounted } = jobAt(state, index);
  const next = revive(row);
  if (next === null) return [];
  const { reviveLeavesCounted, reviveOpensFull } = rules.changes;
  const isTakenBack = isCounted && (!state.batch.isClosed || reviveOpensFull === true);
  const spared = withJob(state, index, { isFlagged: false });
  const back = isTakenBack
    ? {
        ...withJob(spared, index, { isCounted: false }),
        batch: reviveLeavesCounted === true ? state.batch : plus(state.batch, row, -1),
      }
    : spared;
  return edge(back, index, rules, "a person revives it", next, false).map((each) => ({
    ...each,
    isRevive: true,
  }));
}

export function pauseEdge(state: State, { scene }: Rules): Edge[] {
  if (!scene.hasPauses) return [];
  const label = state.isPaused ? "its type is resumed" : "its type is paused";
  return [{ label, next: { ...state, isPaused: !state.isPaused }, isFair: state.isPaused }];
}

function edge(
  state: State,
  index: number,
  rules: Rules,
  label: string,
  row: Row | null,
  isFair = true,
): Edge[] {
  if (row === null) return [];
  return [{ label: `${name(index)}: ${label}`, next: withRow(state, index, row, rules), isFair }];
}
