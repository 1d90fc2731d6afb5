import type { FaultRuleInput } from "../faults/fault-rule";

/** A fault to choose by its words; whose messages and how often is asked beside it. */
export type FaultPreset = { name: string; words: string; rule: FaultRuleInput };

/** The kinds of faults with parameters that show something. Others are set at `/_dev/faults`. */
export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    name: "publish-500",
    words: "Answer publish with 500",
    rule: { kind: "refuse", params: { status: 500 } },
  },
  {
    name: "publish-429",
    words: "Answer publish with 429",
    rule: { kind: "refuse", params: { status: 429 } },
  },
  {
    name: "publish-401",
    words: "Answer publish with 401",
    rule: { kind: "refuse", params: { status: 401 } },
  },
  { name: "publish-reset", words: "Break the connection at publish", rule: { kind: "reset" } },
  { name: "publish-lost", words: "Accept the publish, lose its answer", rule: { kind: "drop-answer" } },
  { name: "twice", words: "Deliver twice at once", rule: { kind: "deliver-twice" } },
  {
    name: "twice-after",
    words: "Deliver again after it was answered",
    rule: { kind: "deliver-twice", params: { when: "after" } },
  },
  { name: "late", words: "Deliver 30 s late", rule: { kind: "late", params: { ms: 30_000 } } },
  { name: "reorder", words: "Deliver behind the next message", rule: { kind: "reorder" } },
  { name: "drop-request", words: "Lose the delivery", rule: { kind: "drop-request" } },
  { name: "drop-answer", words: "Lose the destination's answer", rule: { kind: "drop-destination-answer" } },
  {
    name: "slow",
    words: "Let the destination take 10 s",
    rule: { kind: "slow-destination", params: { ms: 10_000 } },
  },
  { name: "give-up", words: "Give up, as after the last attempt", rule: { kind: "give-up" } },
  { name: "sign-next", words: "Sign with the next key", rule: { kind: "sign", params: { with: "next" } } },
  { name: "sign-wrong", words: "Sign with a wrong key", rule: { kind: "sign", params: { with: "wrong" } } },
  {
    name: "sign-expired",
    words: "Sign with an expired token",
    rule: { kind: "sign", params: { with: "expired" } },
  },
  {
    name: "sign-foreign",
    words: "Sign for another URL",
    rule: { kind: "sign", params: { with: "foreign-url" } },
  },
  { name: "mutate", words: "Change the body on its way", rule: { kind: "mutate-body" } },
  { name: "lose-callback", words: "Lose the callback", rule: { kind: "lose-callback" } },
  {
    name: "lose-failure-callback",
    words: "Lose the failure callback",
    rule: { kind: "lose-failure-callback" },
  },
];
