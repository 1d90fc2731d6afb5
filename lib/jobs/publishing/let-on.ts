import { setTimeout as wait } from "node:timers/promises";
import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { idleKeys, keysOf, letOn } from "@/lib/jobs/transitions/concurrency";
import { uuids } from "@/lib/jobs/transitions/ids";
import { publish } from "./publish";

/** Longest wait for QStash, in milliseconds. */
const PUBLISH_MS_MAX = 3000;

/**
 * Lets on who waits for a place of this key, now that one may be free. Never throws: what is left undone, the next job
 * of the key does, or reconcile.
 *
 * @returns how many were let on.
 */
export async function letOnNext(key: string): Promise<number> {
  try {
    const legs = await database().transaction((tx) => letOn(tx, key));
    if (legs.length > 0) await Promise.race([publish(legs), wait(PUBLISH_MS_MAX)]);
    return legs.length;
  } catch (error) {
    emit({ name: "step-failed", during: "let on who waits for a key", error: describeError(error).message });
    return 0;
  }
}

/** The same for keys of which nobody was let on although there is a place, up to `limit`. @returns how many jobs */
export async function letOnIdle(limit: number): Promise<number> {
  let letOnJobs = 0;
  for (const key of await idleKeys(database(), limit)) letOnJobs += await letOnNext(key);
  return letOnJobs;
}

/** The same for the keys of jobs that have just ended or moved, in any number. Never throws. */
export async function letOnAfter(jobIds: readonly string[]): Promise<void> {
  if (jobIds.length === 0) return;
  try {
    for (const key of await keysOf(database(), uuids(jobIds))) await letOnNext(key);
  } catch (error) {
    emit({ name: "step-failed", during: "let on who waits for a key", error: describeError(error).message });
  }
}
