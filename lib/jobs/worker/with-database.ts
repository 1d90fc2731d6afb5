import { setTimeout as wait } from "node:timers/promises";
import { ZodError } from "zod";
import { isPoolTimeout } from "@/lib/db/pool-timeout";
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
 * `whenFull`: what has run already waits for a connection as long as it can; what has not begun may be refused at
 * once where the pool is used up, since its message comes again.
 *
 * @throws the last error.
 */
export async function withDatabase<T>(
  during: string,
  step: () => Promise<T>,
  whenFull: "try again" | "throw" = "try again",
): Promise<T> {
  const until = Date.now() + KEEP_TRYING_MS;
  for (const pause of PAUSES_MS) {
    try {
      return await step();
    } catch (error) {
      if (isLasting(error) || Date.now() > until) throw error;
      if (whenFull === "throw" && isPoolTimeout(error)) throw error;
      emit({ name: "step-failed", during, error: describeError(error).message });
      await wait(pause);
    }
  }
  return step();
}

/** What does not fit will not fit in a second either. */
function isLasting(error: unknown): boolean {
  return error instanceof ZodError || error instanceof NonRetryableError;
}
