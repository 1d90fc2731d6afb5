import { deedAnswer, jobAfter, ownJob } from "@/lib/api/after-deed";
import { deedOf } from "@/lib/api/deed-of";
import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { Problem } from "@/lib/http/problem";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";

/** Cancels a job: 200 when it is cancelled, 202 when its run was asked to stop. */
export const POST = answering(async (request, { params }: RouteContext<"/api/v1/cancel/[jobId]">) => {
  const actor = await signedIn(request, "jobs:operate");
  const by = await deedOf(request, actor);
  const { jobId } = await ownJob(actor, (await params).jobId);
  const became = (await cancelJobs([jobId], by)).get(jobId);
  const job = await jobAfter(actor, jobId);
  if (became === "already-ended" && job.status !== "cancelled")
    throw new Problem("not-cancellable", `It has ended before: it is ${job.status}.`);
  return deedAnswer(became === "cancel-requested" ? 202 : 200, job);
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
