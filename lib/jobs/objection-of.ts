import { NonRetryableError } from "./errors";

/**
 * What would end a job at once, said before it is enqueued: the message of the NonRetryableError that `check` throws,
 * null for none.
 *
 * @throws what else `check` throws: that is no objection.
 */
export async function objectionOf(check: () => unknown): Promise<string | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (error instanceof NonRetryableError) return error.message;
    throw error;
  }
}
