import { database } from "@/lib/db/client";
import { followThrough } from "@/lib/jobs/publishing/follow-through";
import { expire } from "@/lib/jobs/transitions/expire";
import { announce } from "./announce";
import { pastDeadline } from "./candidates";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Ends open rows that no run holds and whose deadline has passed. */
export async function expireDue(): Promise<Partial<Tally>> {
  const expired = await expire(database(), await pastDeadline(database(), PASS_MAX));
  announce({ expired });
  await followThrough(expired.consequences);
  return { expired: expired.moved.length };
}
