import type { Hit } from "./faults";
import { matches, type Subject } from "./subject";

/** Messages that wait until others have overtaken them. Each rule makes one wait at a time: the others pass it. */
export type Reordering = {
  /** Whether a rule makes nobody wait. */
  isFree(ruleId: string): boolean;
  /**
   * Waits for messages that follow, of those that the rule is about, and calls `letGo` when enough were delivered.
   * Returns how to end it otherwise.
   */
  wait(hit: Hit<"reorder">, letGo: () => void): () => void;
  /** A message goes its way. */
  passes(message: Subject): void;
  delivered(message: Subject): void;
};

type Waiting = { hit: Hit<"reorder">; letGo: () => void; followers: Set<string>; delivered: number };

export function createReordering(account: number): Reordering {
  const waiting = new Set<Waiting>();

  function count(one: Waiting): void {
    one.delivered += 1;
    if (one.delivered === one.hit.rule.params.behind) one.letGo();
  }

  return {
    isFree: (ruleId) => ![...waiting].some(({ hit }) => hit.id === ruleId),
    wait(hit, letGo) {
      const one = { hit, letGo, followers: new Set<string>(), delivered: 0 };
      waiting.add(one);
      return () => void waiting.delete(one);
    },
    passes(message) {
      for (const { hit, followers } of waiting)
        if (message.id && isAboutOthers(hit, account, message)) followers.add(message.id);
    },
    delivered({ id = "" }) {
      for (const one of waiting) if (one.followers.delete(id)) count(one);
    },
  };
}

/** A rule that names one message by its id waits for any other. */
function isAboutOthers({ rule }: Hit<"reorder">, account: number, message: Subject): boolean {
  return matches({ match: { ...rule.match, messageId: undefined } }, account, message);
}
