import type { FaultRuleInput } from "@/scripts/qstash-local/faults/fault-rule";

/**
 * What goes wrong at QStash while the soak lasts, each with its share of what it may strike. A failure callback that
 * is lost costs minutes, since nobody but reconcile finds its job again: short soaks lose none.
 */
export function qstashFaults({
  seed,
  losesCallbacks,
}: {
  seed: number;
  losesCallbacks: boolean;
}): FaultRuleInput[] {
  const rules: FaultRuleInput[] = [
    { kind: "refuse", params: { status: 500 }, probability: 0.02 },
    { kind: "refuse", params: { status: 429 }, probability: 0.02 },
    { kind: "reset", probability: 0.02 },
    { kind: "drop-answer", probability: 0.03 },
    { kind: "slow-answer", params: { ms: 1500 }, probability: 0.02 },
    { kind: "deliver-twice", params: { when: "concurrent" }, probability: 0.06 },
    { kind: "deliver-twice", params: { when: "after", ms: 300 }, probability: 0.04 },
    { kind: "late", params: { ms: 2000 }, probability: 0.04 },
    { kind: "reorder", params: { behind: 3, limitMs: 3000 }, probability: 0.05 },
    { kind: "drop-request", probability: 0.03 },
    { kind: "drop-destination-answer", probability: 0.04 },
    { kind: "give-up", probability: 0.01 },
    { kind: "give-up", params: { attempted: true }, probability: 0.01 },
    { kind: "sign", params: { with: "wrong" }, probability: 0.01 },
    { kind: "sign", params: { with: "next" }, probability: 0.02 },
    { kind: "sign", params: { with: "expired" }, probability: 0.01 },
    { kind: "sign", params: { with: "foreign-url" }, probability: 0.01 },
    { kind: "slow-request", params: { ms: 400 }, probability: 0.01 },
    { kind: "slow-destination", params: { ms: 1000 }, probability: 0.02 },
    { kind: "mutate-body", probability: 0.01 },
  ];
  if (losesCallbacks) rules.push({ kind: "lose-failure-callback", probability: 0.3 });
  return rules.map((rule, index) => ({ ...rule, seed: (seed + index) >>> 0 }));
}
