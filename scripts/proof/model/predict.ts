import { LOST_IN_A_ROW_MAX, RESCUES_MAX } from "@/lib/jobs/limits";
import {
  cancel,
  claim,
  exhaust,
  expire,
  isHeld,
  isOpen,
  park,
  type Row,
  rescue,
  type Settling,
  settle,
  unpark,
} from "@/scripts/proof/check/row";
import type { Act } from "./job";
import type { Job, Snapshot } from "./snapshot";

/** The engine's own budgets. */
const BUDGETS = { rescues: RESCUES_MAX, lostInARow: LOST_IN_A_ROW_MAX };

/** The row after a claim; null when this leg may not have it. */
export function afterClaim(world: Snapshot, job: Job, leg: number): Row | null {
  if (!job.isDue) return null;
  const isCancelled = job.isFlagged;
  return claim(job.row, { ...BUDGETS, leg, isCancelled, isPaused: world.isPaused });
}

/** The row after a delivery, whose run, if there is one, does `act`. */
export function afterDelivery(world: Snapshot, job: Job, leg: number, act: Act): Row {
  const { row } = job;
  const held = afterClaim(world, job, leg);
  if (held !== null)
    return settle(held, held.run, isStillWaiting(world, job) ? WAIT : settlingOf(held, act)) ?? held;
  const isOurs = isOpen(row) && row.status !== "waiting" && row.leg === leg;
  if (!isOurs || isHeld(row)) return row;
  if (row.isCancelRequested || job.isFlagged) return cancel(row) ?? row;
  if (row.isLate) return expire(row, leg) ?? row;
  if (!job.isDue) return row;
  return world.isPaused ? (park(row, leg) ?? row) : row;
}

const WAIT = { verb: "wait", isFull: false } as const;

/** Revived while its batch is open: it waits on, whatever its handler would do. */
function isStillWaiting({ batches }: Snapshot, { waitsFor }: Job): boolean {
  return waitsFor !== null && batches.get(waitsFor)?.isClosed === false;
}

function settlingOf(row: Row, act: Act): Settling {
  switch (act) {
    case "return":
    case "charge":
      return { verb: "complete" };
    case "throw":
    case "charge-and-throw":
      return row.attempt <= row.maxRetries ? { verb: "retry" } : { verb: "fail", status: "failed" };
    case "give-up":
      return { verb: "fail", status: "failed" };
    case "continue":
      return row.continuations < row.maxContinuations
        ? { verb: "continue" }
        : { verb: "fail", status: "failed" };
    case "defer":
      return { verb: "defer" };
    case "wait":
    case "wait-cancelling":
      return WAIT;
    case "wait-for-none":
      return { verb: "wait", isFull: true };
  }
}

/** The row after QStash said that it gave this leg up. */
export function afterCallback({ row }: Job, leg: number): Row {
  return expire(row, leg) ?? rescue(row, leg, BUDGETS) ?? exhaust(row, leg, BUDGETS) ?? row;
}

/** The row after a pass of reconcile, while QStash has forgotten all messages or knows all of them. */
export function afterReconcile(world: Snapshot, job: Job, forgets: boolean): Row {
  const { row } = job;
  if (!isOpen(row) || isHeld(row)) return row;
  const ended = expire(row, row.leg) ?? (isToBeCancelled(world, job) ? cancel(row) : null);
  if (ended !== null) return ended;
  if (row.isParked) return world.isPaused ? row : (unpark(row) ?? row);
  const isStuck = row.hasLapsed || (job.isOverdue && forgets);
  if (!isStuck) return row;
  return rescue(row, row.leg, BUDGETS) ?? exhaust(row, row.leg, BUDGETS) ?? row;
}

/** Reconcile looks at batches that are open. */
function isToBeCancelled(world: Snapshot, job: Job): boolean {
  const { isCancelRequested, status } = job.row;
  const isOpenBatch = job.batchId !== null && world.batches.get(job.batchId)?.isClosed === false;
  return isCancelRequested || (job.isFlagged && isOpenBatch && status !== "processing");
}
