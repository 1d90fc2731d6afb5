import { setTimeout as wait } from "node:timers/promises";
import { ZodError } from "zod";
import { describeError } from "@/lib/jobs/describe-error";
import { NonRetryableError } from "@/lib/jobs/errors";
import { emit } from "@/lib/jobs/events";

/** Pauses between tries while the database is away, in milliseconds: long enough for a restart. */
const PAUSES_MS = [100, 300, 700, 1500, 3000];

/** No new try after this long: a query on a half-open connection may itself take 15 s. */
const KEEP_TRYING_MS = 10_000;

/**
 * Runs a repeatable database step, trying again for some seconds while it fails. Every verb of the transition
 * table is repeatable, since the outcome of a commit whose connection dies is unknown.
 *
 * @throws the last error.
 */
export async function withDatabase<T>(during: string, step: () => Promise<T>): Promise<T> {
  const until = Date.now() + KEEP_TRYING_MS;
  for (const pause of PAUSES_MS) {
    try {
      return await step();
    } catch (error) {
      // What does not fit will not fit in a second either.
      if (error instanceof ZodError || error instanceof NonRetryableError || Date.now() > until) throw error;
      emit({ name: "step-failed", during, error: describeError(error).message });
      await wait(pause);
    }
  }
  return step();
}
