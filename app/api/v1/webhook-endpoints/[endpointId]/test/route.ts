import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { assertSameSite } from "@/lib/http/same-site";
import { sendTestEvent } from "@/lib/outgoing-webhooks/send-test-event";
import { rateLimited } from "@/lib/rate-limit/rate-limited";

/** Sends a test event: 202 with the delivery to watch. */
export const POST = answering(
  async (request, { params }: RouteContext<"/api/v1/webhook-endpoints/[endpointId]/test">) => {
    assertSameSite(request);
    const actor = await signedIn(request, "webhooks:manage");
    return await rateLimited(request, actor, async () => {
      const deliveryId = await sendTestEvent(actor, (await params).endpointId);
      const self = `/api/v1/status/${deliveryId}`;
      return Response.json(
        { deliveryId, links: { self } },
        { status: 202, headers: { Location: self, "Retry-After": "1", "Cache-Control": "no-store" } },
      );
    });
  },
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
