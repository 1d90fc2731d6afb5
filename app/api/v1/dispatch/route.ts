import { openLinks } from "@/lib/api/job-links";
import { signedIn } from "@/lib/auth/signed-in";
import { dispatchRules } from "@/lib/dispatch-rules";
import { answering } from "@/lib/http/answering";
import { jsonBody } from "@/lib/http/json-body";
import { otherMethods } from "@/lib/http/other-methods";
import { dispatch } from "@/lib/jobs/dispatch";
import { MESSAGE_BYTES_MAX } from "@/lib/jobs/limits";
import { rateLimited } from "@/lib/rate-limit/rate-limited";
import { registry } from "@/lib/registry";

/** Starts a job: 202 with where to watch it. */
export const POST = answering(async (request) => {
  const actor = await signedIn(request, "jobs:write");
  return await rateLimited(request, actor, async () => {
    const body = await jsonBody(request, MESSAGE_BYTES_MAX);
    const key = request.headers.get("idempotency-key");
    const { jobId, type, status } = await dispatch({ registry, rules: dispatchRules }, actor, body, key);
    const links = openLinks({ jobId, status, isCancelRequested: false }, { mayOperate: true });
    return Response.json(
      { jobId, type, status, links },
      { status: 202, headers: { Location: links.self, "Retry-After": "1", "Cache-Control": "no-store" } },
    );
  });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
