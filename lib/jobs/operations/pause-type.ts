import { database } from "@/lib/db/client";
import { emit } from "@/lib/jobs/events";
import type { By } from "@/lib/jobs/transitions/audit";
import { pause } from "@/lib/jobs/transitions/pause";

/**
 * Lets no job of this type begin from now on. Those that run go on to their end; messages that come are parked on
 * their rows, and jobs may be enqueued as before. Deadlines go on counting.
 *
 * @returns false where the type is paused already; it keeps its first reason.
 */
export async function pauseType(type: string, by: By): Promise<boolean> {
  const isNew = await pause(database(), type, by);
  if (isNew) emit({ name: "paused", type });
  return isNew;
}
