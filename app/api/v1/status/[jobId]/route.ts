import { answerTo, notFound } from "@/lib/api/after-deed";
import { versionedAnswer } from "@/lib/api/versioned-answer";
import { watchQuery } from "@/lib/api/watch-query";
import { signedIn } from "@/lib/auth/signed-in";
import { database } from "@/lib/db/client";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { queryParameters } from "@/lib/http/query-parameters";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { findJobVersion, findVersionedJob } from "@/lib/jobs/reading/job-version";

/** Longer than the longest `wait`. */
export const maxDuration = 60;

/** How a job stands; 304 while nothing has changed, with `?wait=25` after so long at the latest. */
export const GET = answering(async (request, { params }: RouteContext<"/api/v1/status/[jobId]">) => {
  const actor = await signedIn(request, "jobs:read");
  const { wait } = queryParameters(request, watchQuery);
  const { jobId } = await params;
  const answer = await versionedAnswer(request, {
    actor,
    waitSeconds: wait,
    look: async () => {
      const seen = await findJobVersion(database(), actor, jobId);
      return seen === null ? null : { ...seen, isFinal: isTerminal(seen.status) };
    },
    read: async () => {
      const found = await findVersionedJob(database(), actor, jobId);
      if (found === null) return null;
      return { ...found, isFinal: isTerminal(found.status), body: answerTo(actor, found) };
    },
  });
  if (answer === null) throw notFound();
  return answer;
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
