import { POST as workWebhook } from "@/app/api/jobs/outgoing-webhook/route";
import { POST as redeliver } from "@/app/api/v1/webhook-endpoints/[endpointId]/deliveries/[deliveryId]/redeliver/route";
import { GET as listDeliveries } from "@/app/api/v1/webhook-endpoints/[endpointId]/deliveries/route";
import { POST as rotate } from "@/app/api/v1/webhook-endpoints/[endpointId]/rotate-secret/route";
import { DELETE, GET, PATCH } from "@/app/api/v1/webhook-endpoints/[endpointId]/route";
import { POST as test } from "@/app/api/v1/webhook-endpoints/[endpointId]/test/route";
import { POST as create, GET as list } from "@/app/api/v1/webhook-endpoints/route";
import type { Routes } from "./route-server";

type Params = { endpointId: string; deliveryId: string };
type Route = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;

const ENDPOINT = /^\/api\/v1\/webhook-endpoints\/(?<endpointId>[^/]+)(?<rest>.*)$/;

const ROUTES: Record<string, Route> = {
  "GET ": GET,
  "PATCH ": PATCH,
  "DELETE ": DELETE,
  "POST /rotate-secret": rotate,
  "POST /test": test,
  "GET /deliveries": listDeliveries,
  "POST /deliveries/redeliver": redeliver,
};

/** The routes of outgoing webhooks, for `startApp`, with what Next makes of their folders' names. */
export const webhookRoutes: Routes = {
  "/api/jobs/outgoing-webhook": workWebhook,
  "/api/v1/webhook-endpoints": (request) => (request.method === "GET" ? list(request) : create(request)),
  "/api/v1/webhook-endpoints/*": async (request) => {
    const { endpointId = "", rest = "" } = ENDPOINT.exec(new URL(request.url).pathname)?.groups ?? {};
    const [, deliveryId = ""] = /^\/deliveries\/([^/]+)\/redeliver$/.exec(rest) ?? [];
    const route = ROUTES[`${request.method} ${rest.replace(`/${deliveryId}/`, "/")}`];
    if (route === undefined) return new Response(null, { status: 404 });
    return route(request, { params: Promise.resolve({ endpointId, deliveryId }) });
  },
};
