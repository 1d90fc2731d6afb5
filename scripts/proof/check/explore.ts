import { isTerminal } from "@/lib/jobs/lifecycle";
import { type Edge, type Rules, withJob } from "./edge";
import { essence } from "./essence";
import { keyOf } from "./key";
import { brokenLaw } from "./laws";
import { messageEdges } from "./messages";
import { otherEdges, pauseEdge } from "./others";
import type { State } from "./state";
import { canEnd, Steps } from "./steps";
import { workEdges } from "./work";

/** A shortest way to something that must not be. */
export type Counterexample = { broken: string; steps: string[] };

export type Exploration = {
  states: number;
  transitions: number;
  /** False: there were more states than were asked for. */
  isWhole: boolean;
  violation: Counterexample | null;
  /** States from which no end can be reached by what happens by itself. */
  stuck: number;
  /** A shortest way to one of them. */
  stuckAt: Counterexample | null;
};

/** All that may happen in a state. */
export function edgesOf(state: State, rules: Rules): Edge[] {
  const jobs = [...state.jobs.keys()];
  return [
    ...jobs.flatMap((index) => messageEdges(state, index, rules)),
    ...jobs.flatMap((index) => otherEdges(state, index, rules)),
    ...workEdges(state, 0, rules),
    ...workEdges(state, 1, rules),
    ...pauseEdge(state, rules),
  ];
}

/**
 * Goes through every state that can be reached, nearest first, up to `limit` of them, and stops at the first that
 * breaks a law. States at the edge of what was explored count as fine.
 */
export function explore(rules: Rules, limit: number): Exploration {
  const first =
    rules.changes.messageFirst === true
      ? withJob(rules.scene.first, 0, { isThere: false })
      : rules.scene.first;
  const steps = new Steps();
  const known = new Map([[keyOf(first), 0]]);
  const ends = new Set<number>();
  const unexplored = new Set<number>();
  let layer: [State, number][] = [[first, 0]];
  let transitions = 0;
  while (layer.length > 0) {
    const following: typeof layer = [];
    for (const [state, from] of layer) {
      if (hasEnded(state)) ends.add(from);
      for (const edge of edgesOf(state, rules)) {
        transitions += 1;
        const broken = brokenLaw(state, edge);
        if (broken !== null) {
          const violation = { broken, steps: [...steps.to(from), edge.label] };
          return { states: known.size, transitions, isWhole: false, violation, stuck: 0, stuckAt: null };
        }
        const next = essence(edge.next, rules);
        const key = keyOf(next);
        let to = known.get(key);
        if (to === undefined) {
          to = known.size;
          known.set(key, to);
          steps.found(to, from, edge.label);
          if (known.size <= limit) following.push([next, to]);
          else unexplored.add(to);
        }
        if (edge.isFair && to !== from) steps.leads(from, to);
      }
    }
    layer = following;
  }
  const states = known.size;
  const live = canEnd(steps, states, [...ends, ...unexplored]);
  const stuck = live.reduce((count, each) => count + Number(each === 0), 0);
  const at = live.indexOf(0);
  const stuckAt = at < 0 ? null : { broken: "stuck", steps: steps.to(at) };
  return { states, transitions, isWhole: unexplored.size === 0, violation: null, stuck, stuckAt };
}

function hasEnded({ jobs }: State): boolean {
  return jobs.every(({ row }) => isTerminal(row.status));
}
