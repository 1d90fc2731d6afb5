import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";
import type { FaultRules, Hit } from "./faults";
import { createHolds } from "./holds";
import { createReordering } from "./reordering";
import type { Subject } from "./subject";

/** When messages go to their attempts, if rules make them late or let others overtake them. */
export type Departures = {
  /** Calls `go` when the message may go: before this returns, if no rule holds it back. */
  depart(message: Subject, go: () => void): void;
  delivered(message: Subject): void;
};

export function createDepartures(
  rules: FaultRules,
  { number, clock, agenda }: { number: number; clock: Clock; agenda: Agenda },
): Departures {
  const holds = createHolds(agenda, clock);
  const reordering = createReordering(number);
  rules.onRemoved(number, (ruleId) => holds.release(ruleId));

  function holdBack({ id, rule }: Hit<"late">, go: () => void): () => void {
    return () => void holds.hold(id, rule.params.ms, go);
  }

  function letOvertake(hit: Hit<"reorder">, go: () => void): () => void {
    return () => {
      const letGo = holds.hold(hit.id, hit.rule.params.limitMs, () => {
        end();
        go();
      });
      const end = reordering.wait(hit, letGo);
    };
  }

  return {
    depart(message, go) {
      if (!rules.has("late", "reorder")) return go();
      const happening = { account: number, time: clock.now(), subjects: [message] };
      const late = rules.strike("late", happening);
      const reorder = rules.strike("reorder", {
        ...happening,
        isFree: (ruleId) => reordering.isFree(ruleId),
      });
      const leave = () => {
        reordering.passes(message);
        go();
      };
      const whenOnTime = late.reduce((next, hit) => holdBack(hit, next), leave);
      reorder.reduce((next, hit) => letOvertake(hit, next), whenOnTime)();
    },
    delivered: (message) => reordering.delivered(message),
  };
}
