import { answering } from "@/lib/http/answering";
import { webhookSources } from "@/lib/webhook-sources";
import { receiveWebhook } from "@/lib/webhooks/receive-webhook";

type Context = RouteContext<"/api/webhooks/[...source]">;

/** Events from providers: `/api/webhooks/stripe`, `/resend`, and `/custom/{name}` for each of our own. */
export const POST = answering(async (request, { params }: Context) => {
  return await receiveWebhook(request, (await params).source.join("/"), webhookSources());
});
