import { database } from "@/lib/db/client";
import { emit } from "@/lib/jobs/events";
import { letOnIdle } from "@/lib/jobs/publishing/let-on";
import { publish } from "@/lib/jobs/publishing/publish";
import type { By } from "@/lib/jobs/transitions/audit";
import { unpark } from "@/lib/jobs/transitions/park";
import { resume } from "@/lib/jobs/transitions/pause";

/** Rows that go on with one statement, and statements of one call; reconcile goes on from there. */
const ROWS_MAX = 500;
const PASSES_MAX = 20;

/** Concurrency keys of which jobs are let on; reconcile goes on from there too. */
const KEYS_MAX = 100;

/**
 * Ends the pause of a type: its parked jobs go on, up to 10,000 at once and the others with reconcile. Asking again
 * finishes what a call left that has died.
 *
 * @returns how many went on; null where the type was not paused and none waited to go on.
 */
export async function resumeType(type: string, by: By): Promise<number | null> {
  const wasPaused = await resume(database(), type, by);
  if (wasPaused) emit({ name: "resumed", type });
  let resumed = 0;
  for (let pass = 0; pass < PASSES_MAX; pass += 1) {
    const legs = await unpark(database(), ROWS_MAX, type);
    await publish(legs);
    resumed += legs.length;
    if (legs.length < ROWS_MAX) break;
  }
  // Jobs of the type may stand in the line of a concurrency key: they did not hold others up, and nobody let them on.
  await letOnIdle(KEYS_MAX);
  return wasPaused || resumed > 0 ? resumed : null;
}
