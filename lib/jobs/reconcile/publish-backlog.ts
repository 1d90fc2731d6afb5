import { database } from "@/lib/db/client";
import { publish } from "@/lib/jobs/publishing/publish";
import { claimUnpublished } from "@/lib/jobs/transitions/publish";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** How long one pass goes on publishing, in milliseconds: half of the route's time. */
const BACKLOG_MS_MAX = 60_000;

/**
 * Publishes rows whose message never left. Goes on while there is more and QStash takes it, so that an outage does
 * not take hours to drain.
 */
export async function publishBacklog(): Promise<Partial<Tally>> {
  const stopAt = performance.now() + BACKLOG_MS_MAX;
  let published = 0;
  while (performance.now() < stopAt) {
    const legs = await claimUnpublished(database(), PASS_MAX);
    const taken = await publish(legs);
    published += taken;
    if (legs.length < PASS_MAX || taken < legs.length) break;
  }
  return { published };
}
