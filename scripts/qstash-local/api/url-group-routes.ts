import { z } from "zod";
import { type UrlGroup, withEndpoint } from "../engine/url-groups";
import { fromPairs, type HeaderMap, headerObject } from "../http/header-map";
import { badRequest, HttpError, notFound } from "../http/http-error";
import { parseJson } from "../http/request-body";
import { ok, type Params, type Reply } from "../http/router";
import { limits } from "../limits";
import type { ApiCall, ApiRoute } from "./api-call";
import { forwardedHeaders } from "./forwarded-headers";
import { readDestination } from "./option-values";
import { readPublishOptions } from "./publish-options";

type GroupCall = ApiCall & { params: Params };

/** URL groups, which paths call topics. Source: protocol §2.7. */
export const urlGroupRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/topics", handle: listGroups },
  { method: "GET", pattern: "/v2/topics/:name", handle: (call) => ok(groupView(groupOf(call))) },
  { method: "DELETE", pattern: "/v2/topics/:name", handle: deleteGroup },
  { method: "PATCH", pattern: "/v2/topics/:name", handle: setHeaders },
  { method: "POST", pattern: "/v2/topics/:name/endpoints", handle: addEndpoints },
  { method: "DELETE", pattern: "/v2/topics/:name/endpoints", handle: removeEndpoints },
  { method: "POST", pattern: "/v2/topics/*", handle: refuseName },
];

function listGroups({ tenant }: ApiCall): Reply {
  return ok(tenant.account.urlGroups.list().map(groupView));
}

function groupView({ headers, ...group }: UrlGroup): object {
  return { ...group, headers: headers.size > 0 ? headerObject(headers) : undefined };
}

function groupOf({ tenant, params }: GroupCall): UrlGroup {
  const group = tenant.account.urlGroups.get(params["name"] ?? "");
  if (group) return group;
  throw notFound(`URL group ${params["name"]} not found`);
}

/** Also fine when there is none: whoever deletes wants it gone. */
function deleteGroup({ tenant, params }: GroupCall): Reply {
  tenant.account.urlGroups.delete(params["name"] ?? "");
  return ok();
}

const headersBody = z.object({
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});

/** The default headers are replaced as a whole. */
async function setHeaders(call: GroupCall): Promise<Reply> {
  const body = readBody(headersBody, await call.body());
  const pairs = Object.entries(body.headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  const headers = fromPairs(pairs, (name) => name.toLowerCase());
  assertPublishable(headers);
  return save(call, { ...groupOf(call), headers });
}

/** Bad defaults are refused here and not with each publish. */
function assertPublishable(headers: HeaderMap): void {
  readPublishOptions(headers);
  forwardedHeaders(headers);
}

const addedBody = z.object({
  endpoints: z.array(z.object({ url: z.string(), name: z.string().min(1).optional() })).min(1),
});

async function addEndpoints(call: GroupCall): Promise<Reply> {
  const { endpoints: added } = readBody(addedBody, await call.body());
  for (const { url } of added) readDestination(url);
  const group = groupToFill(call);
  const endpoints = added.reduce<UrlGroup["endpoints"]>(withEndpoint, group.endpoints);
  if (endpoints.length > limits.endpoints)
    throw new HttpError(412, `too many endpoints: a URL group has at most ${limits.endpoints}`);
  return save(call, { ...group, endpoints });
}

function groupToFill({ tenant: { account }, params }: GroupCall): Draft {
  const name = params["name"] ?? "";
  const known = account.urlGroups.get(name);
  if (known) return known;
  if (account.urlGroups.list().length >= limits.urlGroups)
    throw new HttpError(412, `too many URL groups: an account has at most ${limits.urlGroups}`);
  return { name, endpoints: [], headers: new Map() };
}

const removedBody = z.object({
  endpoints: z
    .array(
      z
        .object({ url: z.string().optional(), name: z.string().optional() })
        .refine(({ url, name }) => url !== undefined || name !== undefined, "expected a url or a name"),
    )
    .min(1),
});

/** An endpoint goes when everything that was said of it is true; unknown ones are skipped. The last one takes the group with it. */
async function removeEndpoints(call: GroupCall): Promise<Reply> {
  const { endpoints: removed } = readBody(removedBody, await call.body());
  const group = groupOf(call);
  const endpoints = group.endpoints.filter(
    (endpoint) =>
      !removed.some(
        ({ url = endpoint.url, name = endpoint.name }) => url === endpoint.url && name === endpoint.name,
      ),
  );
  return save(call, { ...group, endpoints });
}

/** A group that is to be saved; a new one has no times yet. */
type Draft = Pick<UrlGroup, "name" | "endpoints" | "headers"> & { createdAt?: number };

function save({ tenant: { account } }: ApiCall, draft: Draft): Reply {
  const now = account.clock.now();
  account.urlGroups.save({ ...draft, createdAt: draft.createdAt ?? now, updatedAt: now });
  return ok();
}

function readBody<Shape>(shape: z.ZodType<Shape>, body: Buffer): Shape {
  const parsed = shape.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  throw badRequest(`invalid body: ${z.prettifyError(parsed.error)}`);
}

/** Where a name that is none would otherwise be an unknown path. */
function refuseName({ rest, target }: ApiCall & { rest: string }): Reply {
  if (!rest.endsWith("/endpoints")) throw notFound(`no such endpoint: POST ${target.path.slice(0, 200)}`);
  throw badRequest("invalid URL group name: expected letters, digits and . _ - only");
}
