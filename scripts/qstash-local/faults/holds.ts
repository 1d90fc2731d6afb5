import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";

/** What rules hold back although its time has come. */
export type Holds = {
  /** Calls `go` after `limitMs`, or sooner: when the function that this returns is called, or the rule ends. */
  hold(ruleId: string, limitMs: number, go: () => void): () => void;
  /** Lets go all that a rule holds. */
  release(ruleId: string): void;
};

/** @param agenda lets everything go; once it is closed nothing moves any more. */
export function createHolds(agenda: Agenda, clock: Clock): Holds {
  const held = new Map<string, Set<() => void>>();

  return {
    hold(ruleId, limitMs, go) {
      const ofRule = held.get(ruleId) ?? new Set();
      held.set(ruleId, ofRule.add(letGo));
      agenda.at(clock.now() + limitMs, letGo);
      return () => agenda.at(clock.now(), letGo);

      function letGo(): void {
        if (ofRule.delete(letGo)) go();
      }
    },
    release(ruleId) {
      for (const letGo of held.get(ruleId) ?? []) agenda.at(clock.now(), letGo);
      held.delete(ruleId);
    },
  };
}
