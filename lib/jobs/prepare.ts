import { v7 as uuidv7 } from "uuid";
import { env } from "@/lib/env/env";
import type { JobDefinition, JobInput } from "./define";
import { type EnqueueOptions, EnqueueOptionsError, enqueueOptions } from "./enqueue-options";
import { PayloadError } from "./errors";
import { payloadHash } from "./payload-hash";
import { toStorable } from "./storable";
import type { NewExecution } from "./transitions/enqueue";

/**
 * Checks payload and options and makes the row, under a new id unless one is given; writes nothing.
 *
 * @throws {PayloadError} {@link EnqueueOptionsError}
 */
export async function prepare<Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  given: EnqueueOptions,
  jobId: string = uuidv7(),
): Promise<NewExecution> {
  const options = enqueueOptions.safeParse(given);
  if (!options.success) throw new EnqueueOptionsError(options.error.issues);
  const { actor, delay, notBefore, deadline, retries, idempotencyKey } = options.data;
  return {
    jobId,
    job,
    retries: retries ?? job.retries,
    payload: await storablePayload(job, payload),
    payloadHash: payloadHash(payload),
    actor,
    idempotencyKey: idempotencyKey ?? null,
    delaySeconds: delay ?? null,
    notBefore: notBefore ?? null,
    deadline: deadline ?? null,
    heldBackBeyondSeconds: env().QSTASH_MAX_DELAY,
  };
}

/** The payload as received: the worker applies the schema again before each run. */
async function storablePayload<Job extends JobDefinition>(job: Job, payload: JobInput<Job>): Promise<string> {
  const parsed = await job.payload.safeParseAsync(payload);
  if (!parsed.success) throw new PayloadError(job.type, parsed.error.issues);
  const { json, note } = toStorable(payload);
  const problem =
    note ?? (json === JSON.stringify(payload) ? null : "It has characters that cannot be stored.");
  if (json === null || problem !== null) {
    const message = problem ?? "It is not JSON.";
    throw new PayloadError(job.type, [{ code: "custom", path: [], message, input: undefined }]);
  }
  return json;
}
