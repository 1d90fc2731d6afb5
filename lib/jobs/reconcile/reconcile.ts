import { database } from "@/lib/db/client";
import { emit } from "@/lib/jobs/events";
import { followThrough } from "@/lib/jobs/follow-through";
import { publish } from "@/lib/jobs/publish";
import { claimOverdue } from "@/lib/jobs/transitions/claim-overdue";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import { expire } from "@/lib/jobs/transitions/expire";
import type { Move } from "@/lib/jobs/transitions/move";
import type { Seen } from "@/lib/jobs/transitions/move-unheld";
import { claimUnpublished } from "@/lib/jobs/transitions/publish";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { lapsed, pastDeadline } from "./candidates";
import { isGone } from "./is-gone";

/** Rows of each kind that one pass takes on; the next pass takes the next ones. */
const PASS_MAX = 100;

/** How long one pass goes on publishing, in milliseconds: half of the route's time. */
const BACKLOG_MS_MAX = 60_000;

/** Questions to QStash in one pass, all at once: its burst limit is about 100 a second (protocol §1.3). */
const QUESTIONS_MAX = 50;

/** What one pass found and did, in rows. */
export type Tally = {
  /** Messages that had not left and did now. */
  published: number;
  rescued: number;
  expired: number;
  exhausted: number;
  /** Overdue rows left alone because QStash still has their message, or could not be asked. */
  left: number;
};

/**
 * One pass over what is stuck: expires, rescues and exhausts rows that no run holds, and publishes what never
 * left. Any number of passes may run at once. On a healthy database it writes nothing.
 *
 * @throws when the database is away.
 */
export async function reconcile(): Promise<Tally> {
  const expired = await expire(database(), await pastDeadline(database(), PASS_MAX));
  const { seen, left } = await stuck();
  const rescued = await rescue(database(), seen);
  const exhausted = await exhaust(database(), seen);
  announce({ expired, rescued, exhausted });
  for (const { consequences } of [expired, exhausted]) await followThrough(consequences);
  const published = (await publish(rescued.moved)) + (await publishBacklog());
  const tally = {
    published,
    rescued: rescued.moved.length,
    expired: expired.moved.length,
    exhausted: exhausted.moved.length,
    left,
  };
  emit({ name: "reconciled", tally });
  return tally;
}

/** Goes on while there is more and QStash takes it, so that an outage does not take hours to drain. */
async function publishBacklog(): Promise<number> {
  const stopAt = performance.now() + BACKLOG_MS_MAX;
  let published = 0;
  while (performance.now() < stopAt) {
    const legs = await claimUnpublished(database(), PASS_MAX);
    const taken = await publish(legs);
    published += taken;
    if (legs.length < PASS_MAX || taken < legs.length) break;
  }
  return published;
}

async function stuck(): Promise<{ seen: Seen[]; left: number }> {
  const lost = await lapsed(database(), PASS_MAX);
  const late = await claimOverdue(database(), QUESTIONS_MAX);
  const answers = await Promise.all(late.map(({ messageId }) => isGone(messageId)));
  const gone = late.filter((_, index) => answers[index]);
  return { seen: [...lost, ...gone], left: late.length - gone.length };
}

/** Says what became of rows that no run holds; the failure callback does the same. */
export function announce(moves: Record<"expired" | "rescued" | "exhausted", Move>): void {
  for (const { type, jobId } of moves.expired.moved) emit({ name: "expired", type, jobId });
  for (const { type, jobId, leg } of moves.rescued.moved) emit({ name: "rescued", type, jobId, leg });
  for (const { type, jobId, errorMessage } of moves.exhausted.moved) {
    emit({ name: "exhausted", type, jobId, error: errorMessage ?? "" });
  }
}
