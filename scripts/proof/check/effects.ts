import { type Edge, jobAt, type Rules, withJob, withWorker } from "./edge";
import { heartbeat } from "./row";
import type { Busy, Effect, State } from "./state";
import type { Changes } from "./variants";
import { who } from "./who";

/** Steps of an effect: it is noted, called, and then its answer or its refusal is noted. */
export const STEPS = 4;

const [BEGIN, CALL, NOTE_ANSWER, NOTE_REFUSAL] = [0, 1, 2, 3];

/** Calls that were not answered, at most; for more there is no step here. */
const CALLS_MAX = 3;

type Step = {
  does: string;
  /** The effect after it. */
  effect: Effect;
  /** Where the run stands then. */
  at: number;
  isFair?: false;
};

/** What a run may do next about the effect that it stands at. */
export function effectEdges(state: State, worker: number, busy: Busy, { changes }: Rules): Edge[] {
  const index = Math.floor(busy.at / STEPS);
  const { row, effects } = jobAt(state, busy.job);
  const effect = effects[index];
  if (effect === undefined) return [];
  const isToBegin = busy.at % STEPS === BEGIN;
  const held = isToBegin ? heartbeat(row, busy.run) : row;
  if (held === null) return [leaseLost(state, worker, busy)];
  return stepsOf(busy.at % STEPS, effect, changes).map(({ does, effect, at, isFair = true }) => {
    const changed = withJob(state, busy.job, { row: held, effects: effects.with(index, effect) });
    const next = withWorker(changed, worker, { ...busy, at: index * STEPS + at });
    return { label: `${who(busy)} ${does} effect ${index}`, next, isFair, writer: busy };
  });
}

function leaseLost(state: State, worker: number, busy: Busy): Edge {
  const next = withWorker(state, worker, null);
  return { label: `${who(busy)} learns that its lease is lost`, next, isFair: true };
}

function stepsOf(at: number, effect: Effect, changes: Changes): Step[] {
  if (at === BEGIN) return begun(effect);
  if (at === CALL) return called(effect, changes);
  if (at === NOTE_ANSWER)
    return [{ does: "notes as done", effect: { ...effect, ledger: "done" }, at: STEPS }];
  return [{ does: "notes the refusal of", effect: refused(effect, changes), at: BEGIN }];
}

function begun(effect: Effect): Step[] {
  if (effect.ledger === "done") return [{ does: "finds done", effect, at: STEPS }];
  if (effect.calls === CALLS_MAX) return [];
  const calls = effect.ledger === "sending" ? effect.calls + 1 : 1;
  return [{ does: "notes that it sends", effect: { ...effect, ledger: "sending", calls }, at: CALL }];
}

/** A provider that honours keys has the effect once; who gets no answer does not know whether it did. */
function called(effect: Effect, { effectsWithoutKey }: Changes): Step[] {
  const applied = effectsWithoutKey === true ? Math.min(2, effect.applied + 1) : 1;
  const had = { ...effect, applied };
  return [
    { does: "has the answer of", effect: had, at: NOTE_ANSWER },
    { does: "loses the answer of", effect: had, at: BEGIN, isFair: false },
    { does: "does not get through with", effect, at: BEGIN, isFair: false },
    { does: "is refused", effect, at: NOTE_REFUSAL, isFair: false },
  ];
}

/** Nothing has happened once each call was refused, whichever runs they were of. */
function refused(effect: Effect, { refusalForgetsCalls }: Changes): Effect {
  if (effect.ledger !== "sending") return effect;
  const calls = refusalForgetsCalls === true ? 0 : effect.calls - 1;
  return { ...effect, calls, ledger: calls === 0 ? "refused" : "sending" };
}
