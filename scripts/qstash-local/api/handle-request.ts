import type { IncomingMessage } from "node:http";
import { devRoutes } from "../dev/dev-routes";
import type { Service } from "../engine/service";
import { assertLocal } from "../http/assert-local";
import { ConnectionLost } from "../http/connection-lost";
import { fromRawHeaders } from "../http/header-map";
import { parseTarget } from "../http/raw-target";
import { readBody } from "../http/request-body";
import { matchRoute, type Reply } from "../http/router";
import { limits } from "../limits";
import type { ApiRoute } from "./api-call";
import { authenticate } from "./authenticate";
import { bulkActionRoutes } from "./bulk-action-routes";
import { deadLetterRoutes } from "./dead-letter-routes";
import { flowControlRoutes } from "./flow-control-routes";
import { keyRoutes } from "./key-routes";
import { logRoutes } from "./log-routes";
import { messageRoutes } from "./message-routes";
import { outOfScopeRoutes } from "./out-of-scope-routes";
import { publishRoutes } from "./publish-routes";
import { queueRoutes } from "./queue-routes";
import { withinLimits } from "./rate-limits";
import { scheduleRoutes } from "./schedule-routes";
import { urlGroupRoutes } from "./url-group-routes";

const apiRoutes: ApiRoute[] = [
  ...publishRoutes,
  ...messageRoutes,
  ...queueRoutes,
  ...flowControlRoutes,
  ...bulkActionRoutes,
  ...scheduleRoutes,
  ...urlGroupRoutes,
  ...deadLetterRoutes,
  ...logRoutes,
  ...keyRoutes,
  ...outOfScopeRoutes,
];

/** Answers one request. @throws {HttpError} for everything that is the caller's mistake. */
export async function handleRequest(service: Service, request: IncomingMessage): Promise<Reply> {
  const { method = "GET", url = "/" } = request;
  const target = parseTarget(url);
  const headers = fromRawHeaders(request.rawHeaders, (name) => name.toLowerCase());
  const query = new URLSearchParams(target.query);
  if (target.path.startsWith("/_dev/")) {
    assertLocal(headers);
    const { route, ...found } = matchRoute(devRoutes, method, target.path);
    const body = () => readBody(request, limits.messageBytes);
    return await kept(service, method, route.handle({ service, query, body, ...found }));
  }
  const { route, ...found } = matchRoute(apiRoutes, method, target.path);
  const tenant = authenticate(service.tenants(), { method, headers, query });
  const callerIp = request.socket.remoteAddress ?? "127.0.0.1";
  const body = bodyOf(request, () => service.tenants().includes(tenant));
  const call = { tenant, target, query, headers, callerIp, body, ...found };
  const { pattern } = route;
  const reply = withinLimits(service.rateLimits, { tenant, pattern }, () => route.handle(call));
  return await kept(service, method, reply);
}

/**
 * Reads the body once, however often it is asked for. A restart ends the tenants; a request that was still on its way
 * then has lost its connection, as if the process had been killed.
 */
function bodyOf(request: IncomingMessage, isServed: () => boolean): (bytesMax?: number) => Promise<Buffer> {
  let reading: Promise<Buffer> | undefined;
  return async (bytesMax = limits.messageBytes) => {
    reading ??= readBody(request, bytesMax);
    const body = await reading;
    if (isServed()) return body;
    throw new ConnectionLost();
  };
}

/** What we answer for must survive us: a change is stored before its answer goes out, or gets lost. */
async function kept(service: Service, method: string, reply: Reply | Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } finally {
    if (method !== "GET") await service.storage.flushed();
  }
}
