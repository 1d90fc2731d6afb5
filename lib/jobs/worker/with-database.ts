import { setTimeout as wait } from "node:timers/promises";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";

/** Pauses between tries while the database is away, in milliseconds: long enough for a restart. */
const PAUSES_MS = [100, 300, 700, 1500, 3000];

/**
 * Runs a repeatable database step, trying again for some seconds while it fails. Every verb of the transition
 * table is repeatable, since the outcome of a commit whose connection dies is unknown.
 *
 * @throws the last error.
 */
export async function withDatabase<T>(during: string, step: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await step();
    } catch (error) {
      emit({ name: "database-away", during, error: describeError(error).message });
      await wait(pause);
    }
  }
  return step();
}
