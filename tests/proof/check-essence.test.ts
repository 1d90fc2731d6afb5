import { describe, expect, it } from "vitest";
import type { Rules } from "@/scripts/proof/check/edge";
import { essence } from "@/scripts/proof/check/essence";
import { edgesOf } from "@/scripts/proof/check/explore";
import { keyOf } from "@/scripts/proof/check/key";
import { SCENES } from "@/scripts/proof/check/scenes";
import type { State } from "@/scripts/proof/check/state";
import { seeded } from "@/scripts/proof/seeded";

const WALKS = 40;
const STEPS = 60;

/** Many walks; a machine with much else to do may take its time. */
const PATIENT = { timeout: 180_000 };

describe("what the checker leaves out of a state makes no difference to what may happen next", () => {
  it.each(Object.values(SCENES).map((scene) => [scene.name, scene] as const))("%s", PATIENT, (_, scene) => {
    const { whole, reduced } = walk({ scene, changes: {} }, essence);
    expect(whole).toBeGreaterThan(WALKS);
    expect(reduced).toBeGreaterThan(WALKS);
  });

  it("or it is noticed", () => {
    expect(() => walk({ scene: SCENES.effects, changes: {} }, withoutRequests)).toThrow();
  });
});

function withoutRequests(state: State): State {
  const jobs = state.jobs.map((job) => ({ ...job, row: { ...job.row, isCancelRequested: false } }));
  return { ...state, jobs };
}

/** Goes on from whole states and compares each with what `reduce` makes of it; counts those that it changed. */
function walk(rules: Rules, reduce: typeof essence): { whole: number; reduced: number } {
  const seen = { whole: 0, reduced: 0 };
  for (let seed = 0; seed < WALKS; seed += 1) {
    const random = seeded(seed);
    let state: State = rules.scene.first;
    for (let step = 0; step < STEPS; step += 1) {
      const less = reduce(state, rules);
      seen[keyOf(less) === keyOf(state) ? "whole" : "reduced"] += 1;
      compare(state, less, rules);
      const edges = edgesOf(state, rules);
      state = edges[Math.floor(random() * edges.length)]?.next ?? rules.scene.first;
    }
  }
  return seen;
}

/** The same may follow; to a state without a run that could only stop, also what that one's process has room for. */
function compare(state: State, reduced: State, rules: Rules): void {
  const [before, after] = [following(state, rules), following(reduced, rules)];
  const hasMoreRoom = workersOf(reduced) < workersOf(state);
  for (const [key, isFair] of before) expect(after.get(key), "lost").toBe(isFair);
  for (const [key, isFair] of after) if (!hasMoreRoom) expect(before.get(key), "made up").toBe(isFair);
}

/** What a step leads to, and whether one does by itself. Standing still can always happen. */
function following(state: State, rules: Rules): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const { next, isFair } of edgesOf(state, rules)) {
    const key = keyOf(essence(next, rules));
    found.set(key, isFair || found.get(key) === true);
  }
  found.delete(keyOf(essence(state, rules)));
  return found;
}

function workersOf({ workers }: State): number {
  return workers.filter((worker) => worker !== null).length;
}
