import { database } from "@/lib/db/client";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { mayOperate } from "@/lib/jobs/may-operate";
import { findJobVersion, findVersionedJob, type JobVersion } from "@/lib/jobs/reading/job-version";
import type { JobView } from "@/lib/jobs/view";
import { registry } from "@/lib/registry";
import { type JobAnswer, jobLinks } from "./job-links";

/**
 * A job to which somebody may do something.
 *
 * @throws {Problem} `not-found`, for a job that is unknown or somebody else's; `not-allowed` for one that they only see.
 */
export async function ownJob(actor: Actor, jobId: string): Promise<JobVersion> {
  const job = await findJobVersion(database(), actor, jobId);
  if (job === null) throw notFound();
  if (mayOperate(registry, actor, job)) return job;
  throw new Problem(
    "not-allowed",
    `Of others, jobs of "${job.type}" may be cancelled and retried by owners and admins only.`,
  );
}

/** How it stands by now. @throws {Problem} `not-found` */
export async function jobAfter(actor: Actor, jobId: string): Promise<JobAnswer> {
  const found = await findVersionedJob(database(), actor, jobId);
  if (found === null) throw notFound();
  return answerTo(actor, found);
}

/** A job as the API answers it to somebody. */
export function answerTo(actor: Actor, found: JobVersion & { job: JobView }): JobAnswer {
  const { isErased, job } = found;
  return { ...job, links: jobLinks(job, { isErased, mayOperate: mayOperate(registry, actor, found) }) };
}

/** Answers a deed with the job: 202 when it is for later, and where to watch it. */
export function deedAnswer(status: 200 | 202, job: JobAnswer): Response {
  const watch: Record<string, string> =
    status === 202 ? { Location: job.links.self, "Retry-After": "1" } : {};
  return Response.json(job, { status, headers: { ...watch, "Cache-Control": "no-store" } });
}

/** The same words for unknown and foreign jobs. */
export function notFound(): Problem {
  return new Problem("not-found", "There is no such job.");
}
