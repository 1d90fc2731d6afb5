import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { jsonBody } from "@/lib/http/json-body";
import { otherMethods } from "@/lib/http/other-methods";
import { MESSAGE_BYTES_MAX } from "@/lib/jobs/limits";
import { createEndpoint } from "@/lib/outgoing-webhooks/create-endpoint";
import { listEndpoints } from "@/lib/outgoing-webhooks/list-endpoints";
import { registry } from "@/lib/registry";

const NO_STORE = { "Cache-Control": "no-store" };

/** The webhook endpoints of one's organization. */
export const GET = answering(async (request) => {
  const items = await listEndpoints(await signedIn(request, "webhooks:manage"));
  return Response.json({ items }, { headers: NO_STORE });
});

/** Makes one: 201 with its secret, this once. */
export const POST = answering(async (request) => {
  const actor = await signedIn(request, "webhooks:manage");
  const endpoint = await createEndpoint(actor, await jsonBody(request, MESSAGE_BYTES_MAX), registry);
  const Location = `/api/v1/webhook-endpoints/${endpoint.endpointId}`;
  return Response.json(endpoint, { status: 201, headers: { ...NO_STORE, Location } });
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
