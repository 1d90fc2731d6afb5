import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { answering } from "@/lib/http/answering";
import { Problem, problemResponse } from "@/lib/http/problem";
import { countRequest } from "./count-request";

/**
 * Answers a request if this person has not made too many in the last minute; every answer, also a problem, says how many
 * they have left. With `API_RATE_LIMIT_PER_MINUTE=0` nothing is counted.
 */
export async function rateLimited(
  request: Request,
  { userId }: { userId: number },
  answer: () => Promise<Response>,
): Promise<Response> {
  const limit = env().API_RATE_LIMIT_PER_MINUTE;
  if (limit === 0) return await answer();
  const quota = await countRequest(database(), userId, limit);
  const response = quota.isOver ? refusal(request, quota) : await answering(answer)(request);
  response.headers.set("RateLimit-Limit", String(quota.limit));
  response.headers.set("RateLimit-Remaining", String(quota.remaining));
  response.headers.set("RateLimit-Reset", String(quota.resetSeconds));
  return response;
}

function refusal(
  request: Request,
  { limit, resetSeconds }: { limit: number; resetSeconds: number },
): Response {
  const detail = `You may send ${limit} such requests a minute. Send the next one in ${resetSeconds} s.`;
  const response = problemResponse(request, new Problem("rate-limited", detail));
  response.headers.set("Retry-After", String(resetSeconds));
  return response;
}
