import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { jsonBody } from "@/lib/http/json-body";
import { otherMethods } from "@/lib/http/other-methods";
import { MESSAGE_BYTES_MAX } from "@/lib/jobs/limits";
import { rotateSecret } from "@/lib/outgoing-webhooks/rotate-secret";

/** Gives an endpoint a new secret, this once; the old one signs too for the `overlapSeconds` of the body. */
export const POST = answering(
  async (request, { params }: RouteContext<"/api/v1/webhook-endpoints/[endpointId]/rotate-secret">) => {
    const actor = await signedIn(request, "webhooks:manage");
    const body = await jsonBody(request, MESSAGE_BYTES_MAX);
    const endpoint = await rotateSecret(actor, (await params).endpointId, body);
    return Response.json(endpoint, { headers: { "Cache-Control": "no-store" } });
  },
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
