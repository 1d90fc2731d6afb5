import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { jsonBody } from "@/lib/http/json-body";
import { otherMethods } from "@/lib/http/other-methods";
import { assertSameSite } from "@/lib/http/same-site";
import { MESSAGE_BYTES_MAX } from "@/lib/jobs/limits";
import { changeEndpoint } from "@/lib/outgoing-webhooks/change-endpoint";
import { deleteEndpoint } from "@/lib/outgoing-webhooks/delete-endpoint";
import { findEndpoint } from "@/lib/outgoing-webhooks/list-endpoints";
import { registry } from "@/lib/registry";

type Context = RouteContext<"/api/v1/webhook-endpoints/[endpointId]">;

const NO_STORE = { "Cache-Control": "no-store" };

/** One webhook endpoint, and how it goes. */
export const GET = answering(async (request, { params }: Context) => {
  const endpoint = await findEndpoint(await signedIn(request, "webhooks:manage"), (await params).endpointId);
  return Response.json(endpoint, { headers: NO_STORE });
});

/** Changes what the body names; also enables and disables. */
export const PATCH = answering(async (request, { params }: Context) => {
  const actor = await signedIn(request, "webhooks:manage");
  const body = await jsonBody(request, MESSAGE_BYTES_MAX);
  const endpoint = await changeEndpoint(actor, (await params).endpointId, body, registry);
  return Response.json(endpoint, { headers: NO_STORE });
});

/** Deletes it: 204. */
export const DELETE = answering(async (request, { params }: Context) => {
  assertSameSite(request);
  await deleteEndpoint(await signedIn(request, "webhooks:manage"), (await params).endpointId);
  return new Response(null, { status: 204 });
});

export const { POST, PUT, OPTIONS } = otherMethods("GET", "PATCH", "DELETE");
