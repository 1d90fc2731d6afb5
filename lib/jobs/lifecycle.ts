/** Every status an execution can have (design §5). Between two tries it is `retrying`, never `failed`. */
export const STATUSES = [
  "pending",
  "processing",
  "retrying",
  "waiting",
  "completed",
  "failed",
  "timeout",
  "cancelled",
] as const;

export type Status = (typeof STATUSES)[number];

/** What a run ended in. */
export const OUTCOMES = [
  "completed",
  "continued",
  "waiting",
  "retry",
  "deferred",
  "failed",
  "timeout",
  "cancelled",
  "lost",
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What becomes of a batch's other children when one fails. */
export const BATCH_ON_FAILURE = ["continue", "cancel_rest"] as const;

/** Where an outside effect stands in the ledger. */
export const EFFECT_STATES = ["sending", "done", "refused"] as const;

/** Statuses of jobs with which something will happen yet. */
export const OPEN_STATUSES = [
  "pending",
  "processing",
  "retrying",
  "waiting",
] as const satisfies readonly Status[];

/** Statuses that only a person's revive leaves. */
export const TERMINAL_STATUSES = [
  "completed",
  "failed",
  "timeout",
  "cancelled",
] as const satisfies readonly Status[];

/** True once nothing more will happen to the execution by itself. */
export function isTerminal(status: Status): boolean {
  return TERMINAL_STATUSES.some((terminal) => terminal === status);
}

/** True of jobs that ended otherwise than they should: a person may give them a second chance. */
export function isRevivable(status: Status): boolean {
  return TRANSITIONS.revive.from.some((from) => from === status);
}

type Transition = { from: readonly Status[]; to: readonly Status[] };

/**
 * The transition table: from which status each verb may start and where it may end. The files of
 * `transitions/` are its statements, one verb each; the tests try every verb on every status against it.
 */
export const TRANSITIONS = {
  claim: { from: ["pending", "retrying", "processing"], to: ["processing"] },
  heartbeat: { from: ["processing"], to: ["processing"] },
  complete: { from: ["processing"], to: ["completed"] },
  continue: { from: ["processing"], to: ["pending"] },
  /** `pending` where the batch is full already. */
  wait: { from: ["processing"], to: ["waiting", "pending"] },
  wake: { from: ["waiting"], to: ["pending"] },
  retry: { from: ["processing"], to: ["retrying"] },
  defer: { from: ["processing"], to: ["pending"] },
  fail: { from: ["processing"], to: ["failed", "timeout"] },
  /** A run that is alive is only asked to stop; its holder ends it. */
  cancel: { from: ["pending", "retrying", "waiting", "processing"], to: ["cancelled", "processing"] },
  cancelRun: { from: ["processing"], to: ["cancelled"] },
  park: { from: ["pending", "retrying"], to: ["pending"] },
  unpark: { from: ["pending"], to: ["pending"] },
  /** Due at once, at somebody's wish. */
  hasten: { from: ["pending", "retrying"], to: ["pending", "retrying"] },
  rescue: { from: ["pending", "retrying", "processing"], to: ["pending", "retrying"] },
  expire: { from: ["pending", "retrying", "processing", "waiting"], to: ["timeout"] },
  exhaust: { from: ["pending", "retrying", "processing"], to: ["failed"] },
  /** Nobody runs its type any more. */
  retire: { from: ["pending", "retrying", "processing"], to: ["failed"] },
  revive: { from: ["failed", "timeout", "cancelled"], to: ["pending"] },
} as const satisfies Record<string, Transition>;

export type Verb = keyof typeof TRANSITIONS;
