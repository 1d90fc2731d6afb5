import { setTimeout as wait } from "node:timers/promises";
import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { cancel, cancelChildren } from "@/lib/jobs/transitions/cancel";
import type { Consequences } from "@/lib/jobs/transitions/consequences";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { type Move, NOTHING_MOVED } from "@/lib/jobs/transitions/move";
import type { Settled } from "@/lib/jobs/transitions/settle-run";
import { publish } from "./publish";

/** Longest wait for QStash between settling and answering, in milliseconds: the function may freeze after. */
const PUBLISH_MS_MAX = 3000;

/** Children of a batch that one pass cancels; reconcile takes on the next ones. */
const CHILDREN_MAX = 500;

/**
 * Does what a transition left to be done: cancels children that their batch no longer wants, and publishes. Never
 * throws: what is left undone, reconcile does. Waits at most 3 s for QStash.
 */
export async function followThrough(consequences: Consequences, own: readonly Leg[] = []): Promise<void> {
  const legs = [...own, ...consequences.legs, ...(await cancelled(consequences.flaggedBatches))];
  if (legs.length > 0) await Promise.race([publish(legs), wait(PUBLISH_MS_MAX)]);
}

/**
 * The same for a run that has settled, with its row's own next message. A row that goes on although somebody asked
 * it to stop is cancelled now, not with its next run, which may be a day away.
 */
export async function followThroughRun(settled: Settled): Promise<void> {
  const { status, next, isCancelRequested } = settled;
  if (isTerminal(status) || !isCancelRequested)
    return followThrough(settled, status === "pending" && next !== null ? [next] : []);
  const { legs, flaggedBatches } = await cancelledOne(settled.jobId);
  return followThrough({
    legs: [...settled.legs, ...legs],
    flaggedBatches: [...settled.flaggedBatches, ...flaggedBatches],
  });
}

async function cancelledOne(jobId: string): Promise<Consequences> {
  try {
    const { moved, consequences } = await cancel(database(), [jobId]);
    announceCancelled(moved);
    return consequences;
  } catch (error) {
    emit({ name: "step-failed", during: "cancel a job", error: describeError(error).message });
    return NOTHING_MOVED.consequences;
  }
}

/** Cancels what does not run of batches that are to end, and says what that brought about in turn. */
async function cancelled(batchIds: readonly string[]): Promise<Leg[]> {
  const legs: Leg[] = [];
  for (const batchId of new Set(batchIds)) {
    try {
      const { moved, consequences } = await cancelChildren(database(), batchId, CHILDREN_MAX);
      announceCancelled(moved);
      legs.push(...consequences.legs);
    } catch (error) {
      emit({
        name: "step-failed",
        during: "cancel the rest of a batch",
        error: describeError(error).message,
      });
    }
  }
  return legs;
}

/** Says which jobs have ended as cancelled, and which that run were only asked to. */
export function announceCancelled(moved: Move["moved"]): void {
  for (const { type, jobId, status } of moved) {
    emit({ name: status === "cancelled" ? "cancelled" : "cancel-requested", type, jobId });
  }
}
