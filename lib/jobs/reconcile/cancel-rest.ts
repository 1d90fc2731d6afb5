import { database } from "@/lib/db/client";
import { announceCancelled, followThrough } from "@/lib/jobs/publishing/follow-through";
import { cancelChildren } from "@/lib/jobs/transitions/cancel";
import { cancelFlagged } from "@/lib/jobs/transitions/cancel-flagged";
import type { Move } from "@/lib/jobs/transitions/move";
import { flagged, flaggedBatches } from "./candidates";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Children that one pass cancels of one batch. */
const CHILDREN_MAX = 500;

/**
 * Ends what somebody asked to end and whoever was to see to it died: rows with a request that no run holds, and
 * children of batches that are to end.
 */
export async function cancelRest(): Promise<Partial<Tally>> {
  let cancelled = await ended(await cancelFlagged(database(), await flagged(database(), PASS_MAX)));
  for (const batchId of await flaggedBatches(database(), PASS_MAX)) {
    const { moved, consequences } = await cancelChildren(database(), batchId, CHILDREN_MAX);
    // Children that are left are the next pass's, not the follow-through's: it does not count them.
    const others = consequences.flaggedBatches.filter((flagged) => flagged !== batchId);
    cancelled += await ended({ moved, consequences: { ...consequences, flaggedBatches: others } });
  }
  return { cancelled };
}

async function ended({ moved, consequences }: Move): Promise<number> {
  announceCancelled(moved);
  await followThrough(consequences);
  return moved.length;
}
