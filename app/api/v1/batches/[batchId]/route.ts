import { batchFor, noBatch } from "@/lib/api/batch-answer";
import { versionedAnswer } from "@/lib/api/versioned-answer";
import { watchQuery } from "@/lib/api/watch-query";
import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { queryParameters } from "@/lib/http/query-parameters";

/** Longer than the longest `wait`. */
export const maxDuration = 60;

/** How a batch stands; 304 while nothing has changed, with `?wait=25` after so long at the latest. */
export const GET = answering(async (request, { params }: RouteContext<"/api/v1/batches/[batchId]">) => {
  const actor = await signedIn(request, "jobs:read");
  const { wait } = queryParameters(request, watchQuery);
  const { batchId } = await params;
  const read = () => batchFor(actor, batchId);
  const answer = await versionedAnswer(request, { actor, waitSeconds: wait, look: read, read });
  if (answer === null) throw noBatch();
  return answer;
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
