import { isTerminal, type Status, TRANSITIONS, type Verb } from "@/lib/jobs/lifecycle";

/** An execution as the proofs see it: what guards read and verbs write, and nothing else. */
export type Row = Readonly<{
  status: Status;
  leg: number;
  run: number;
  attempt: number;
  maxRetries: number;
  continuations: number;
  maxContinuations: number;
  rescues: number;
  lostInARow: number;
  revivals: number;
  /** Attempt rows written so far. */
  attempts: number;
  /** The lease of a `processing` row is over. */
  hasLapsed: boolean;
  /** Its deadline has passed. */
  isLate: boolean;
  isCancelRequested: boolean;
  isParked: boolean;
  isPublished: boolean;
}>;

/** Budgets that are not on the row. */
export type Budgets = { rescues: number; lostInARow: number };

/** A verb's answer: the row after it, or null when its guard does not hold. */
export type Moved = Row | null;

export const NEW_ROW: Row = {
  status: "pending",
  leg: 1,
  run: 0,
  attempt: 0,
  maxRetries: 1,
  continuations: 0,
  maxContinuations: 1,
  rescues: 0,
  lostInARow: 0,
  revivals: 0,
  attempts: 0,
  hasLapsed: false,
  isLate: false,
  isCancelRequested: false,
  isParked: false,
  isPublished: false,
};

const NEW_MESSAGE = { isPublished: false } as const;

/** Moves the row as the transition table allows. @throws when a verb would end where the table does not let it. */
function move(verb: Verb, row: Row, changes: Partial<Row>): Moved {
  const { from, to }: { from: readonly Status[]; to: readonly Status[] } = TRANSITIONS[verb];
  if (!from.includes(row.status)) return null;
  const next = { ...row, ...changes };
  if (!to.includes(next.status)) throw new Error(`The table does not let ${verb} end in ${next.status}.`);
  return next;
}

/** A live run holds the row. */
export function isHeld(row: Row): boolean {
  return row.status === "processing" && !row.hasLapsed;
}

export function isOpen(row: Row): boolean {
  return !isTerminal(row.status);
}

/** No run may follow: the retry budget is used up, or run after run was lost. */
export function isSpent(row: Row, budgets: Budgets): boolean {
  const lost = row.lostInARow + (row.status === "processing" ? 1 : 0);
  return row.attempt > row.maxRetries || lost >= budgets.lostInARow;
}

/** What taking a row from a run that stopped leaves: its `lost` attempt row. */
function takenOver(row: Row): Partial<Row> {
  if (!row.hasLapsed) return {};
  return { attempts: row.attempts + 1, lostInARow: row.lostInARow + 1, hasLapsed: false };
}

export function claim(
  row: Row,
  given: Budgets & { leg: number; isCancelled: boolean; isPaused: boolean },
): Moved {
  const isOurs = row.leg === given.leg && !isHeld(row) && !row.isLate;
  const isCancelled = row.isCancelRequested || given.isCancelled;
  if (!isOurs || isCancelled || given.isPaused || isSpent(row, given)) return null;
  return move("claim", row, claimed(row));
}

/** The claim's change without its guard: what one that reads first and then writes would do. */
export function claimed(row: Row): Row {
  const changes = { status: "processing", run: row.run + 1, attempt: row.attempt + 1 } as const;
  return { ...row, ...takenOver(row), ...changes, hasLapsed: false };
}

export function heartbeat(row: Row, run: number): Moved {
  return row.run === run ? move("heartbeat", row, { hasLapsed: false }) : null;
}

/** What settles a run. `status` where the verb has more than one end. */
export type Settling =
  | { verb: "complete" | "continue" | "retry" | "defer" | "cancelRun" }
  | { verb: "fail"; status: "failed" | "timeout" }
  | { verb: "wait"; isFull: boolean };

/** Ends a run; guarded by it, unless a variant leaves the fence out. */
export function settle(
  row: Row,
  run: number,
  settling: Settling,
  fence: "run" | "status" | "none" = "run",
): Moved {
  if (fence === "run" && row.run !== run) return null;
  const changes = {
    rescues: 0,
    lostInARow: 0,
    hasLapsed: false,
    attempts: row.attempts + 1,
    ...changesOf(row, settling),
  };
  if (fence === "none") return { ...row, ...changes };
  return move(settling.verb, row, changes);
}

function changesOf(row: Row, settling: Settling): Partial<Row> {
  const onward = { status: "pending", leg: row.leg + 1, ...NEW_MESSAGE } as const;
  switch (settling.verb) {
    case "complete":
      return { status: "completed" };
    case "fail":
      return { status: settling.status };
    case "cancelRun":
      return { status: "cancelled", isCancelRequested: true };
    case "retry":
      return { status: "retrying" };
    case "continue":
      return { ...onward, attempt: 0, continuations: row.continuations + 1 };
    case "defer":
      return { ...onward, attempt: row.attempt - 1 };
    case "wait":
      return settling.isFull ? { ...onward, attempt: 0 } : { status: "waiting", attempt: 0, ...NEW_MESSAGE };
  }
}

export function wake(row: Row): Moved {
  return move("wake", row, woke(row));
}

/** The wake-up's change without its guard. */
export function woke(row: Row): Row {
  return { ...row, status: "pending", leg: row.leg + 1, attempt: 0, ...NEW_MESSAGE };
}

export function cancel(row: Row): Moved {
  if (isHeld(row)) return move("cancel", row, { isCancelRequested: true });
  const changes = { status: "cancelled", isCancelRequested: true, isParked: false } as const;
  return move("cancel", row, { ...takenOver(row), ...changes });
}

export function park(row: Row, leg: number): Moved {
  if (row.leg !== leg) return null;
  return move("park", row, { status: "pending", leg: row.leg + 1, isParked: true, ...NEW_MESSAGE });
}

export function unpark(row: Row): Moved {
  return row.isParked ? move("unpark", row, { isParked: false, ...NEW_MESSAGE }) : null;
}

export function rescue(row: Row, leg: number, budgets: Budgets): Moved {
  if (row.leg !== leg || isHeld(row) || isSpent(row, budgets)) return null;
  if (row.isLate || row.isCancelRequested || row.rescues >= budgets.rescues) return null;
  return rescued(row);
}

/** The rescue's change without its guard, but for the status. */
export function rescued(row: Row): Moved {
  return move("rescue", row, {
    ...takenOver(row),
    ...NEW_MESSAGE,
    status: row.run === 0 ? "pending" : "retrying",
    leg: row.leg + 1,
    rescues: row.rescues + 1,
  });
}

export function exhaust(row: Row, leg: number, budgets: Budgets): Moved {
  if (row.leg !== leg || isHeld(row)) return null;
  if (!isSpent(row, budgets) && row.rescues < budgets.rescues) return null;
  return move("exhaust", row, { ...takenOver(row), status: "failed", isParked: false });
}

export function expire(row: Row, leg: number): Moved {
  if (row.leg !== leg || isHeld(row) || !row.isLate) return null;
  return move("expire", row, { ...takenOver(row), status: "timeout", isParked: false });
}

export function revive(row: Row): Moved {
  return move("revive", row, {
    status: "pending",
    leg: row.leg + 1,
    revivals: row.revivals + 1,
    attempt: 0,
    continuations: 0,
    rescues: 0,
    lostInARow: 0,
    isCancelRequested: false,
    isLate: false,
    isParked: false,
    ...NEW_MESSAGE,
  });
}
