import { database } from "@/lib/db/client";
import { enqueue } from "@/lib/jobs/enqueue";
import { IdempotencyConflict, PayloadError } from "@/lib/jobs/errors";
import { countMatching } from "@/lib/jobs/operations/count-matching";
import { type Asked, findStarted, type Started } from "./find-started";
import { operateOnJobs } from "./jobs";

/**
 * Does one thing to every job that matches now: as a job, whose progress is in jobs. Ask `countMatching` first and show
 * the number to whoever confirms it. What is enqueued or ends later is not touched.
 *
 * `idempotencyKey`: whoever got no answer asks again with the same key, and is told of the operation that has begun.
 * Without one that is a second operation, which would replay each job once more.
 *
 * @throws {PayloadError} for a filter that does not fit, or an empty one. Nothing was written.
 * @throws {IdempotencyConflict} when the key was used for something else. Nothing was written.
 */
export async function startOperation(
  { operation, filter, by }: Asked,
  { idempotencyKey }: { idempotencyKey?: string } = {},
): Promise<Started> {
  const checked = operateOnJobs.payload.shape.filter.safeParse(filter);
  if (!checked.success) throw new PayloadError(operateOnJobs.type, checked.error.issues);
  const { startedAt, total } = await countMatching(database(), { operation, filter: checked.data });
  const actor = { userId: by.userId, organizationId: null };
  try {
    const payload = { operation, filter, startedAt, total, by };
    const { jobId } = await enqueue(operateOnJobs, payload, { actor, idempotencyKey });
    return { jobId, total };
  } catch (error) {
    if (!(error instanceof IdempotencyConflict)) throw error;
    // What began earlier has another beginning and, perhaps, another count.
    const started = await findStarted(error.jobId, { operation, filter, by });
    if (started === null) throw error;
    return started;
  }
}
