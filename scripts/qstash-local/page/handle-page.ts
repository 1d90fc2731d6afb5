import type { IncomingMessage } from "node:http";
import type { Service } from "../engine/service";
import { assertLocal } from "../http/assert-local";
import { fromRawHeaders, type HeaderMap, headerValue } from "../http/header-map";
import { badRequest, HttpError } from "../http/http-error";
import { parseTarget } from "../http/raw-target";
import { readBody } from "../http/request-body";
import { matchRoute } from "../http/router";
import { errorScreen } from "./error-screen";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { pageRoutes } from "./page-routes";

const PATHS =
  /^\/(_dev\/page\/.*|(messages|schedules|queues|flow-control|url-groups|dead-letters|log|faults|clock)(\/.*)?)?$/;

/** Whether a request is for the page rather than for the API. */
export function isForPage({ url = "/" }: IncomingMessage): boolean {
  return PATHS.test(parseTarget(url).path);
}

/** Answers a browser: a screen, one of its files, or what follows a form. Errors are screens too. */
export async function handlePage(service: Service, request: IncomingMessage): Promise<PageAnswer> {
  const headers = fromRawHeaders(request.rawHeaders, (name) => name.toLowerCase());
  const call = callOf(service, request, headers);
  try {
    assertLocal(headers);
    return await answer(request, call);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return errorScreen(call, error);
  }
}

function callOf(service: Service, { url = "/" }: IncomingMessage, headers: HeaderMap): PageCall {
  const target = parseTarget(url);
  const query = new URLSearchParams(target.query);
  const origin = `http://${headerValue(headers, "host") ?? "127.0.0.1"}`;
  const form = new URLSearchParams();
  return {
    ...ownerOf(service, query),
    service,
    now: service.clock.reading().now,
    origin,
    path: target.path,
    query,
    form,
  };
}

async function answer(request: IncomingMessage, call: PageCall): Promise<PageAnswer> {
  const { service, path } = call;
  const method = request.method === "HEAD" ? "GET" : (request.method ?? "GET");
  const { route, ...found } = matchRoute(pageRoutes, method, path);
  if (method === "GET") return await route.handle({ ...call, ...found });
  const form = await readForm(request);
  const answer = await route.handle({ ...call, ...ownerOf(service, form), form, ...found });
  await service.storage.flushed();
  return answer;
}

const FORM_BYTES_MAX = 100_000;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded"))
    throw badRequest(`expected a form (application/x-www-form-urlencoded), came "${type}"`);
  return new URLSearchParams((await readBody(request, FORM_BYTES_MAX)).toString());
}

/** The account that `account` names by its place, from 1. The first one when it names none. */
function ownerOf(service: Service, fields: URLSearchParams): Pick<PageCall, "tenant" | "account"> {
  const tenants = service.tenants();
  const account = Number(fields.get("account") ?? "1");
  const tenant = tenants[account - 1];
  if (tenant) return { tenant, account };
  const [first] = tenants;
  if (!first) throw new Error("a service without accounts");
  return { tenant: first, account: 1 };
}
