import { batchLinks } from "@/lib/api/batch-answer";
import { signedIn } from "@/lib/auth/signed-in";
import { dispatchRules } from "@/lib/dispatch-rules";
import { answering } from "@/lib/http/answering";
import { jsonBody } from "@/lib/http/json-body";
import { otherMethods } from "@/lib/http/other-methods";
import { dispatchBatch } from "@/lib/jobs/dispatch-batch";
import { rateLimited } from "@/lib/rate-limit/rate-limited";
import { registry } from "@/lib/registry";

const BODY_BYTES_MAX = 1024 * 1024;

/** A thousand payloads are checked one by one. */
export const maxDuration = 60;

/** Starts many jobs of one type as one batch: 202 with where to watch it. */
export const POST = answering(async (request) => {
  const actor = await signedIn(request, "jobs:write");
  return await rateLimited(request, actor, async () => {
    const body = await jsonBody(request, BODY_BYTES_MAX);
    const key = request.headers.get("idempotency-key");
    const started = await dispatchBatch({ registry, rules: dispatchRules }, actor, body, key);
    const links = batchLinks(started.batchId, { isOpen: true });
    return Response.json(
      { ...started, links },
      { status: 202, headers: { Location: links.self, "Retry-After": "1", "Cache-Control": "no-store" } },
    );
  });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
