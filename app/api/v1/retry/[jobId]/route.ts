import { deedAnswer, jobAfter, notFound, ownJob } from "@/lib/api/after-deed";
import { deedOf } from "@/lib/api/deed-of";
import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { Problem } from "@/lib/http/problem";
import { type Revived, reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { UNTOUCHED } from "@/lib/jobs/operations/untouched";
import { rateLimited } from "@/lib/rate-limit/rate-limited";

/** Gives a job that failed, timed out or was cancelled a second chance: 202 with where to watch it. */
export const POST = answering(async (request, { params }: RouteContext<"/api/v1/retry/[jobId]">) => {
  const actor = await signedIn(request, "jobs:operate");
  return await rateLimited(request, actor, async () => {
    const by = await deedOf(request, actor);
    const { jobId } = await ownJob(actor, (await params).jobId);
    const became = (await reviveJobs([jobId], by)).get(jobId) ?? "unknown";
    if (became !== "revived") throw refusal(became);
    return deedAnswer(202, await jobAfter(actor, jobId));
  });
});

function refusal(reason: Exclude<Revived, "revived">): Problem {
  if (reason === "unknown") return notFound();
  const detail = `It was left as it is: ${UNTOUCHED[reason]}`;
  if (reason === "open") return new Problem("not-ended", detail);
  return new Problem(reason === "erased" ? "payload-erased" : "not-retryable", detail);
}

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
