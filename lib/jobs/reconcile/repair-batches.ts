import { database } from "@/lib/db/client";
import { followThrough } from "@/lib/jobs/publishing/follow-through";
import { countUncounted, recountBatches } from "@/lib/jobs/transitions/repair-batches";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Puts batch counters right that a hand has made wrong, and does what the last child would have done. */
export async function repairBatches(): Promise<Partial<Tally>> {
  const counted = await countUncounted(database(), PASS_MAX);
  await followThrough(counted.consequences);
  const recounted = await recountBatches(database(), PASS_MAX);
  await followThrough(recounted.consequences);
  return { repaired: counted.count + recounted.count };
}
