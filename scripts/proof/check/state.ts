import type { Row } from "./row";

/** What QStash has of a job's messages. */
export type Post = Readonly<{
  /** It was given the message of the current leg. A duplicate of it may come at any time. */
  sent: boolean;
  /** It still has that message, and will deliver it. */
  held: boolean;
  /** It was given a message of an older leg; kept only where a late failure callback of that does something. */
  old: boolean;
  /** Whoever was to publish it has died; kept only where there is no reconcile, which does it for all. */
  isAbandoned: boolean;
}>;

/** An outside effect: what our ledger says, and how often it has happened. */
export type Effect = Readonly<{
  ledger: (typeof LEDGER)[number];
  /** Calls that may have had it: those that were noted and not refused. */
  calls: number;
  applied: number;
}>;

export const LEDGER = ["nothing", "sending", "done", "refused"] as const;

export type Job = Readonly<{
  row: Row;
  post: Post;
  effects: readonly Effect[];
  isChild: boolean;
  /** Its end is in its batch's counters. */
  isCounted: boolean;
  /** A child whose batch was cancelled, and nobody has revived it since. */
  isFlagged: boolean;
  /** A parent that has waited once. */
  hasWaited: boolean;
  /** Whether it has a row yet. */
  isThere: boolean;
  /** It shares a concurrency key with the others that have one. */
  hasKey: boolean;
  /** Parked in the line of that key. */
  isInLine: boolean;
  /** Let on from there: a place is kept for it. */
  hasTurn: boolean;
}>;

/** A process at work on a run. `at` is where in its handler it stands. */
export type Busy = Readonly<{ job: number; run: number; at: number; saw: Snapshot | null }>;

export type Worker = Busy | null;

/** What a statement saw that began a moment ago; kept only where a design decides by it. */
export type Snapshot = Readonly<{ isWaiting: boolean; batch: Batch }>;

export type Batch = Readonly<{
  total: number;
  completed: number;
  failed: number;
  cancelled: number;
  isClosed: boolean;
  /** How often its waiter was woken. */
  wakes: number;
}>;

export type State = Readonly<{
  jobs: readonly Job[];
  workers: readonly [Worker, Worker];
  batch: Batch;
  isPaused: boolean;
  /** Rows that a two-step reconcile has read and is about to write. */
  sweep: { job: number; ends: boolean } | null;
}>;

export const NO_POST: Post = { sent: false, held: false, old: false, isAbandoned: false };
