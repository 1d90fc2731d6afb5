import { database } from "@/lib/db/client";
import { announce } from "@/lib/jobs/reconcile/announce";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import { expire } from "@/lib/jobs/transitions/expire";
import type { Seen } from "@/lib/jobs/transitions/move-unheld";
import { type DeadLeg, noteDeadLetters } from "@/lib/jobs/transitions/note-dead-letters";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { followThrough } from "./follow-through";
import { publish } from "./publish";

/**
 * Goes on where QStash has given messages up: rows that stand at that leg, and that no run holds, get a new message
 * while they have attempts left, and end otherwise. Of all others only the dead letter is noted. Doing it twice
 * changes nothing.
 *
 * @returns how many rows were moved.
 */
export async function giveUpLegs(given: readonly (Seen & Partial<DeadLeg>)[]): Promise<number> {
  const legs = [...new Map(given.map((leg) => [`${leg.jobId} ${leg.leg}`, leg])).values()];
  await noteDeadLetters(
    database(),
    legs.flatMap(({ dlqId, ...leg }) => (dlqId === undefined ? [] : [{ ...leg, dlqId }])),
  );
  const expired = await expire(database(), legs);
  const rescued = await rescue(database(), legs);
  // A rescued row stands at the next leg by now and is left alone.
  const exhausted = await exhaust(database(), legs);
  announce({ expired, rescued, exhausted });
  for (const { consequences } of [expired, exhausted]) await followThrough(consequences);
  await publish(rescued.moved);
  return expired.moved.length + rescued.moved.length + exhausted.moved.length;
}
