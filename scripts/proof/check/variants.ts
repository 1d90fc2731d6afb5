/** What a variant of the design leaves out or does otherwise. The design itself does none of it. */
export type Changes = Partial<{
  fence: "status" | "none";
  claimsInTwoSteps: true;
  keyAskedBefore: true;
  keyEndsWithLease: true;
  effectsWithoutKey: true;
  refusalForgetsCalls: true;
  messageFirst: true;
  noReconcile: true;
  reconcilesInTwoSteps: true;
  callbackOfAnyLeg: true;
  countsTwice: true;
  countsOnOldSnapshot: true;
  wakesOnOldSnapshot: true;
  wakesWhatHasEnded: true;
  reviveLeavesCounted: true;
  reviveOpensFull: true;
}>;

/** A broken design, the scene that shows it, and what must come out. */
export type Variant = { changes: Changes; scene: "effects" | "family" | "siblings" | "key"; breaks: string };

export const VARIANTS = {
  "no fence": { changes: { fence: "none" }, scene: "effects", breaks: "a stale write" },
  "a fence of the status alone": {
    changes: { fence: "status" },
    scene: "effects",
    breaks: "a stale write",
  },
  "a claim that reads and then writes": {
    changes: { claimsInTwoSteps: true },
    scene: "effects",
    breaks: "a terminal status was rewritten",
  },
  "a key that is asked for and then taken": {
    changes: { keyAskedBefore: true },
    scene: "key",
    breaks: "two runs of one key",
  },
  "a key that is free once a lease has lapsed": {
    changes: { keyEndsWithLease: true },
    scene: "key",
    breaks: "two runs of one key",
  },
  "effects without a key": {
    changes: { effectsWithoutKey: true },
    scene: "effects",
    breaks: "an effect happened twice",
  },
  "a refusal that stands for earlier calls": {
    changes: { refusalForgetsCalls: true },
    scene: "effects",
    breaks: "an effect that happened is noted as refused",
  },
  "the message before the row": {
    changes: { messageFirst: true },
    scene: "effects",
    breaks: "a message without its row",
  },
  "no reconcile": { changes: { noReconcile: true }, scene: "effects", breaks: "stuck" },
  "a reconcile that reads and then writes": {
    changes: { reconcilesInTwoSteps: true },
    scene: "effects",
    breaks: "a live run lost its job",
  },
  "a failure callback of any leg": {
    changes: { callbackOfAnyLeg: true },
    scene: "effects",
    breaks: "given up while QStash has its message",
  },
  "an end that counts twice": {
    changes: { countsTwice: true },
    scene: "family",
    breaks: "the batch's counters differ from a recount",
  },
  "a count that reads and then writes": {
    changes: { countsOnOldSnapshot: true },
    scene: "siblings",
    breaks: "the batch's counters differ from a recount",
  },
  "a wake-up guarded on an old snapshot": {
    changes: { wakesOnOldSnapshot: true },
    scene: "family",
    breaks: "a full batch whose waiter still waits",
  },
  "a wake-up without a guard": {
    changes: { wakesWhatHasEnded: true },
    scene: "family",
    breaks: "a terminal status was rewritten",
  },
  "a parent without a fence": {
    changes: { fence: "none" },
    scene: "family",
    breaks: "a terminal status was rewritten",
  },
  "a revive that leaves its end counted": {
    changes: { reviveLeavesCounted: true },
    scene: "siblings",
    breaks: "the batch's counters differ from a recount",
  },
  "a revive that opens a full batch": {
    changes: { reviveOpensFull: true },
    scene: "family",
    breaks: "the batch's counters differ from a recount",
  },
} as const satisfies Record<string, Variant>;
