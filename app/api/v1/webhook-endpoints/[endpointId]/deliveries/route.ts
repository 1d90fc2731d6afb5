import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { listDeliveries } from "@/lib/outgoing-webhooks/deliveries";

/** An endpoint's deliveries, newest first: `?limit=50&cursor=…`. */
export const GET = answering(
  async (request, { params }: RouteContext<"/api/v1/webhook-endpoints/[endpointId]/deliveries">) => {
    const url = new URL(request.url);
    const { endpointId } = await params;
    const page = await listDeliveries(
      await signedIn(request, "webhooks:manage"),
      endpointId,
      Object.fromEntries(url.searchParams),
    );
    const next = new URLSearchParams({
      ...Object.fromEntries(url.searchParams),
      cursor: page.nextCursor ?? "",
    });
    return Response.json(page, {
      headers: {
        "Cache-Control": "no-store",
        ...(page.nextCursor === null ? {} : { Link: `<${url.pathname}?${next}>; rel="next"` }),
      },
    });
  },
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
