import { signedIn } from "@/lib/auth/signed-in";
import { database } from "@/lib/db/client";
import { answering } from "@/lib/http/answering";
import { jsonWithEtag } from "@/lib/http/etag";
import { Problem } from "@/lib/http/problem";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { findJobForActor } from "@/lib/jobs/view";

/** How a job stands; 304 while nothing has changed. Only for its own organization. */
export const GET = answering(async (request, { params }: RouteContext<"/api/v1/status/[jobId]">) => {
  const actor = await signedIn(request, "jobs:read");
  const job = await findJobForActor(database(), actor, (await params).jobId);
  if (job === null) throw new Problem("not-found", "There is no such job.");
  return jsonWithEtag(request, job, {
    "Cache-Control": "private, no-cache",
    ...(isTerminal(job.status) ? {} : { "Retry-After": "1" }),
  });
});
