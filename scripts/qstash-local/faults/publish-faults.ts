import type { FaultKind, RuleOf } from "./fault-rule";
import type { Hit } from "./faults";
import type { Subject } from "./subject";

/** What goes wrong with a request to publish, enqueue, batch, create a schedule or retry a dead letter. */
export type PublishFaults = {
  /** Whether there is any such rule; without one nobody needs to know what a request publishes. */
  arePossible(): boolean;
  /** What happens to a request instead of being served: its connection breaks, or it is refused with a status. */
  before(subjects: readonly Subject[]): "reset" | RuleOf<"refuse">["params"]["status"] | undefined;
  /** What happens to the answer to a request that was served: it comes later by so much, or never. */
  after(subjects: readonly Subject[]): { slowMs: number; isDropped: boolean };
};

type Strike = <Kind extends FaultKind>(kind: Kind, subjects: readonly Subject[]) => Hit<Kind>[];

export function createPublishFaults(has: (...kinds: FaultKind[]) => boolean, strike: Strike): PublishFaults {
  return {
    arePossible: () => has("refuse", "reset", "drop-answer", "slow-answer"),
    before(subjects) {
      if (strike("reset", subjects).length > 0) return "reset";
      return strike("refuse", subjects)[0]?.rule.params.status;
    },
    after: (subjects) => ({
      slowMs: strike("slow-answer", subjects).reduce((sum, { rule }) => sum + rule.params.ms, 0),
      isDropped: strike("drop-answer", subjects).length > 0,
    }),
  };
}
