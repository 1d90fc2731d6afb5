import type { JobDefinition } from "@/lib/jobs/define";
import { describeError } from "@/lib/jobs/describe-error";
import { type Storable, toStorable } from "@/lib/jobs/payloads/storable";

/**
 * The effect has happened, so a result that breaks its own schema is left out with a note, never run again
 * for. Whoever reads a stored result may trust its schema.
 */
export async function storableResult(value: unknown, job: Pick<JobDefinition, "result">): Promise<Storable> {
  const storable = toStorable(value);
  const note = storable.note ?? (await misfit(value, job));
  return note === null ? storable : { json: null, note };
}

async function misfit(value: unknown, { result }: Pick<JobDefinition, "result">): Promise<string | null> {
  try {
    const { success } = await result.safeParseAsync(value);
    return success ? null : "The value was not stored: it does not fit the job's result schema.";
  } catch (error) {
    return `The value was not stored: the job's result schema threw: ${describeError(error).message}`;
  }
}
