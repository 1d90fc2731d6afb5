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

/** Statuses that only a person's revive leaves. */
const TERMINAL = ["completed", "failed", "timeout", "cancelled"] as const satisfies readonly Status[];

/** True once nothing more will happen to the execution by itself. */
export function isTerminal(status: Status): boolean {
  return TERMINAL.some((terminal) => terminal === status);
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
  retry: { from: ["processing"], to: ["retrying"] },
  defer: { from: ["processing"], to: ["pending"] },
  fail: { from: ["processing"], to: ["failed", "timeout"] },
  rescue: { from: ["pending", "retrying", "processing"], to: ["pending", "retrying"] },
  expire: { from: ["pending", "retrying", "processing", "waiting"], to: ["timeout"] },
  exhaust: { from: ["pending", "retrying", "processing"], to: ["failed"] },
} as const satisfies Record<string, Transition>;

export type Verb = keyof typeof TRANSITIONS;
