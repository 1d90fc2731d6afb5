import { database } from "@/lib/db/client";
import { emit } from "@/lib/jobs/events";
import { announceCancelled, followThrough } from "@/lib/jobs/publishing/follow-through";
import { giveUpLegs } from "@/lib/jobs/publishing/give-up-legs";
import { letOnNext } from "@/lib/jobs/publishing/let-on";
import type { JobMessage } from "@/lib/jobs/publishing/message";
import { cancelFlagged } from "@/lib/jobs/transitions/cancel-flagged";
import { lapsedHolders, parkInLine } from "@/lib/jobs/transitions/concurrency";
import { done, later } from "./respond";
import { withDatabase } from "./with-database";

/**
 * A job whose key is taken waits in line, without a message: no attempt and none of QStash's retries is used up.
 */
export async function waitInLine(message: JobMessage, key: string): Promise<Response> {
  await freeLapsed(key);
  // Gone on since, by another copy of the message: this one may come again.
  if (!(await withDatabase("park", () => parkInLine(database(), message), "throw")))
    return later("not-claimable", 5);
  const { type, jobId } = message;
  emit({ name: "parked", type, jobId, reason: "concurrency" });
  // After parking: whoever freed a place meanwhile did not find it in line yet.
  await letOnNext(key);
  return done("parked");
}

/** Ends or moves on runs of this key that stopped without a word: their places are free, whoever comes next. */
async function freeLapsed(key: string): Promise<void> {
  const lapsed = await withDatabase("find lapsed runs", () => lapsedHolders(database(), key), "throw");
  if (lapsed.length === 0) return;
  const { moved, consequences } = await cancelFlagged(database(), lapsed);
  announceCancelled(moved);
  await followThrough(consequences);
  await giveUpLegs(lapsed);
}
