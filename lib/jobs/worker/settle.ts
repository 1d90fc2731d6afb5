import { database } from "@/lib/db/client";
import type { Transaction } from "@/lib/db/database";
import { describeError } from "@/lib/jobs/describe-error";
import { BatchIsThere, insertPrepared } from "@/lib/jobs/enqueue-batch";
import { legsOf } from "@/lib/jobs/enqueue-many";
import { WaitRefused } from "@/lib/jobs/errors";
import { emit } from "@/lib/jobs/events";
import type { Outcome } from "@/lib/jobs/lifecycle";
import { cancelRun } from "@/lib/jobs/transitions/cancel-run";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { continueRun } from "@/lib/jobs/transitions/continue";
import { defer } from "@/lib/jobs/transitions/defer";
import { fail } from "@/lib/jobs/transitions/fail";
import { retry } from "@/lib/jobs/transitions/retry";
import { findSettled, type Settled, type Settlement } from "@/lib/jobs/transitions/settle-run";
import { waitForBatch } from "@/lib/jobs/transitions/wait";
import type { Leavings } from "./leavings";
import { settlementOf } from "./settlement-of";
import { failed, type Verdict } from "./verdict";
import { withDatabase } from "./with-database";

/** What became of a run in the end, and the row as its settlement left it. */
export type End = { verdict: Verdict; settled: Settled };

/**
 * Writes the end of a run down. One that cannot be as the verdict says fails instead; null when the row belongs to
 * another run by now: nothing was written.
 */
export async function settle(verdict: Verdict, held: HeldRun, leavings: Leavings): Promise<End | null> {
  try {
    const settled = await settleAs(verdict, held, leavings);
    return settled && { verdict, settled };
  } catch (error) {
    if (!(error instanceof WaitRefused)) throw error;
    return settle(failed(describeError(error)), held, leavings);
  }
}

async function settleAs(verdict: Verdict, held: HeldRun, leavings: Leavings): Promise<Settled | null> {
  const error = "error" in verdict ? verdict.error : null;
  const settlement = settlementOf(held, leavings, error, "followUps" in verdict ? verdict.followUps : []);
  const outcome = outcomeOf(verdict);
  const settled = await withDatabase("settle", async () => {
    // No row: either a commit whose answer was lost, or this run is a zombie.
    return (await write(verdict, settlement)) ?? (await findSettled(database(), held, outcome));
  });
  announce(settled, held, outcome, settlement);
  return settled;
}

async function write(verdict: Verdict, settlement: Settlement): Promise<Settled | null> {
  switch (verdict.verb) {
    case "complete":
      return complete(database(), settlement, verdict.result);
    case "continue":
      return continueRun(database(), settlement, verdict);
    case "wait":
      return wait(verdict, settlement);
    case "retry":
      return retry(database(), settlement, verdict.next);
    case "defer":
      return defer(database(), settlement, verdict.until);
    case "fail":
      return fail(database(), settlement, verdict.status);
    case "cancel":
      return cancelRun(database(), settlement);
    case "settled":
      return verdict.settled;
  }
}

/** Children and settlement are there together or not at all. */
async function wait(
  { batch, checkpoint }: Extract<Verdict, { verb: "wait" }>,
  settlement: Settlement,
): Promise<Settled | null> {
  try {
    return await database().transaction(async (tx: Transaction) => {
      const children = "batchId" in batch ? [] : await insertPrepared(tx, batch, { isAdmitted: true });
      const isNew = !("batchId" in batch);
      const batchId = "batchId" in batch ? batch.batchId : batch.batch.batchId;
      const settled = await waitForBatch(tx, settlement, { batchId, checkpoint, isNew });
      if (settled === null) throw new NotHeld();
      return { ...settled, legs: [...settled.legs, ...legsOf(children)] };
    });
  } catch (error) {
    if (error instanceof NotHeld || error instanceof BatchIsThere) return null;
    throw error;
  }
}

/** Rolls back the children of a run that no longer holds its job. */
class NotHeld extends Error {}

const OUTCOMES = {
  complete: "completed",
  continue: "continued",
  wait: "waiting",
  retry: "retry",
  defer: "deferred",
  cancel: "cancelled",
  settled: "completed",
} as const satisfies Record<Exclude<Verdict["verb"], "fail">, Outcome>;

/** What a run that was settled so ended in. */
export function outcomeOf(verdict: Verdict): Outcome {
  return verdict.verb === "fail" ? verdict.status : OUTCOMES[verdict.verb];
}

function announce(settled: Settled | null, held: HeldRun, outcome: Outcome, { error }: Settlement): void {
  const { type, jobId, run, attempt } = held;
  if (settled === null) return emit({ name: "superseded", type, jobId, run });
  emit({
    name: "settled",
    type,
    jobId,
    outcome,
    run,
    attempt,
    ranMs: settled.ranMs,
    error: error?.message ?? null,
  });
}
