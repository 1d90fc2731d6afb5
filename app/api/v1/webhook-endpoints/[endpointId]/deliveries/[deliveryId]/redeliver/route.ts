import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { assertSameSite } from "@/lib/http/same-site";
import { redeliver } from "@/lib/outgoing-webhooks/redeliver";
import { rateLimited } from "@/lib/rate-limit/rate-limited";

type Context = RouteContext<"/api/v1/webhook-endpoints/[endpointId]/deliveries/[deliveryId]/redeliver">;

/** Sends an event once more, under the same `webhook-id`: 202 with the new delivery to watch. */
export const POST = answering(async (request, { params }: Context) => {
  assertSameSite(request);
  const actor = await signedIn(request, "webhooks:manage");
  return await rateLimited(request, actor, async () => {
    const { endpointId, deliveryId } = await params;
    const again = await redeliver(actor, endpointId, deliveryId);
    const self = `/api/v1/status/${again}`;
    return Response.json(
      { deliveryId: again, links: { self } },
      { status: 202, headers: { Location: self, "Retry-After": "1", "Cache-Control": "no-store" } },
    );
  });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
