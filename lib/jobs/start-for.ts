import type { Transaction } from "@/lib/db/database";
import { Problem } from "@/lib/http/problem";
import { payloadMisfit } from "@/lib/jobs/payloads/payload-misfit";
import type { Actor } from "./actor";
import type { JobDefinition, JobInput, JobPayload } from "./define";
import { enqueueProblem, keyOf } from "./dispatch";
import type { EnqueueResult } from "./enqueue";
import type { FollowUp } from "./follow-up";
import { withJobs } from "./with-jobs";

type Start<Job extends JobDefinition> = {
  /** Of the form it came from: sent twice it is one job. */
  idempotencyKey: string;
  /** What there is to say against it, as a sentence; null for nothing. */
  object: (payload: JobPayload<Job>) => Promise<string | null>;
  /** Who is told when it has failed for good; null for nobody. */
  onFailure: (tx: Transaction, payload: JobPayload<Job>) => Promise<FollowUp | null>;
  /** What else is written about it, in the same transaction; not for a repetition. */
  started: (tx: Transaction, payload: JobPayload<Job>) => Promise<void>;
};

/**
 * Starts a job that a person asked for in the app, with what else is written about it. What `dispatchableBy` says is for
 * the API; a page decides itself whom it offers what.
 *
 * @throws {Problem} saying what is wrong with the request. Nothing was written.
 */
export async function startFor<Job extends JobDefinition>(
  actor: Actor,
  job: Job,
  request: JobInput<Job>,
  { idempotencyKey, object, onFailure, started }: Start<Job>,
): Promise<EnqueueResult> {
  const payload = await allowed(actor, job, request, object);
  const { userId, organizationId } = actor;
  try {
    return await withJobs(async (tx, enqueue) => {
      const told = await onFailure(tx, payload);
      const result = await enqueue(job, request, {
        actor: { userId, organizationId },
        idempotencyKey: keyOf(actor, idempotencyKey),
        ...(told === null ? {} : { notifyOnFailure: told }),
      });
      if (!result.deduplicated) await started(tx, payload);
      return result;
    });
  } catch (error) {
    throw enqueueProblem(error);
  }
}

async function allowed<Job extends JobDefinition>(
  actor: Actor,
  job: Job,
  request: JobInput<Job>,
  object: Start<Job>["object"],
): Promise<JobPayload<Job>> {
  const parsed = await job.payload.safeParseAsync(request);
  if (!parsed.success)
    throw enqueueProblem(payloadMisfit(job.type, job.payload, request, parsed.error.issues));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was parsed by this very schema
  const payload = parsed.data as JobPayload<Job>;
  const objection = await object(payload);
  if (objection !== null) throw new Problem("not-allowed", objection);
  if ((await job.authorize?.(actor, parsed.data)) === false)
    throw new Problem("not-allowed", `You may not start "${job.type}" with this payload.`);
  return payload;
}
