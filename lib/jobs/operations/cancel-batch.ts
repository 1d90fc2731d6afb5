import { database } from "@/lib/db/client";
import { announceCancelled, followThrough } from "@/lib/jobs/publishing/follow-through";
import type { By } from "@/lib/jobs/transitions/audit";
import { cancelChildren } from "@/lib/jobs/transitions/cancel";
import { requestCancelOfBatch } from "@/lib/jobs/transitions/cancel-batch";
import { dropMessages } from "./drop-messages";

/** Children that one statement cancels, and how many statements one call makes; reconcile goes on from there. */
const CHILDREN_MAX = 500;
const PASSES_MAX = 20;

/**
 * Cancels a batch by hand: children that do not run end at once, those that run are asked to stop with their next
 * heartbeat, those that somebody is just claiming with the next pass of reconcile.
 *
 * @returns how many ended at once; null where there is no such batch, or it has ended.
 */
export async function cancelBatch(batchId: string, by: By): Promise<number | null> {
  if ((await requestCancelOfBatch(database(), batchId, by)) !== true) return null;
  let ended = 0;
  for (let pass = 0; pass < PASSES_MAX; pass += 1) {
    const { moved, consequences } = await cancelChildren(database(), batchId, CHILDREN_MAX);
    announceCancelled(moved);
    const flaggedBatches = consequences.flaggedBatches.filter((flagged) => flagged !== batchId);
    await followThrough({ ...consequences, flaggedBatches });
    await dropMessages(moved.map(({ jobId }) => jobId));
    ended += moved.length;
    if (moved.length < CHILDREN_MAX) break;
  }
  return ended;
}
