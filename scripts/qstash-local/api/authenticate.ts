import type { Tenant } from "../engine/tenant";
import { type HeaderMap, headerValue } from "../http/header-map";
import { HttpError } from "../http/http-error";

/** Whose request this is, by `Authorization: Bearer` or the parameter `qstash_token`. @throws {HttpError} 401. Source: protocol §1.1. */
export function authenticate(tenants: readonly Tenant[], headers: HeaderMap, query: URLSearchParams): Tenant {
  const bearer = /^bearer (.+)$/i.exec(headerValue(headers, "authorization") ?? "")?.[1];
  const token = bearer ?? query.get("qstash_token");
  const tenant = tenants.find(({ account }) => account.credentials.token === token);
  if (tenant) return tenant;
  throw new HttpError(401, "unable to authenticate: invalid token");
}
