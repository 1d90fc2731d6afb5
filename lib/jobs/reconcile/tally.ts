import type { Deploy } from "./deploy";

/** What a pass counts, in rows. */
const COUNTS = [
  /** Messages that had not left and did now. */
  "published",
  "expired",
  /** Ended because somebody had asked for it, or their batch was to end. */
  "cancelled",
  /** Ends that no batch had counted, and batches whose counters were wrong: somebody edited them by hand. */
  "repaired",
  /** Jobs that waited for a batch that is full. */
  "woken",
  /** Parked jobs of types that are not paused any more, or that this deploy can run. */
  "unparked",
  /** Jobs that waited for a concurrency key that is free. */
  "letOn",
  "rescued",
  "exhausted",
  /** Overdue rows left alone because QStash still has their message, or could not be asked. */
  "left",
  /** Rows moved on because QStash had given their message up and its callback never came. */
  "deadLetters",
  /** Ticks of schedules that did not come in time, and those of them for which a job was enqueued. */
  "ticksMissed",
  "ticksMadeUp",
  /** Schedules that QStash did not know as they are, and does now. */
  "schedulesRegistered",
  /** Ended jobs whose payload was erased before the row goes. */
  "erased",
  /** Ended jobs, closed batches and lines of the audit that were kept long enough. */
  "pruned",
  "batchesPruned",
  "auditPruned",
  "occurrencesPruned",
] as const;

/** What one pass found and did. */
export type Tally = Record<(typeof COUNTS)[number], number>;

export const NOTHING: Readonly<Tally> = {
  published: 0,
  expired: 0,
  cancelled: 0,
  repaired: 0,
  woken: 0,
  unparked: 0,
  letOn: 0,
  rescued: 0,
  exhausted: 0,
  left: 0,
  deadLetters: 0,
  ticksMissed: 0,
  ticksMadeUp: 0,
  schedulesRegistered: 0,
  erased: 0,
  pruned: 0,
  batchesPruned: 0,
  auditPruned: 0,
  occurrencesPruned: 0,
};

/** One kind of stuck row, and what is done about it; up to so many rows that a pass stays short. */
export type Step = (deploy: Deploy) => Promise<Partial<Tally>>;

export function sum(tally: Tally, done: Partial<Tally>): Tally {
  const added = { ...tally };
  for (const name of COUNTS) added[name] += done[name] ?? 0;
  return added;
}
