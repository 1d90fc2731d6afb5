import type { Tenant } from "../engine/tenant";
import { type HeaderMap, headerValue } from "../http/header-map";
import { HttpError } from "../http/http-error";

type Request = { method: string; headers: HeaderMap; query: URLSearchParams };

/**
 * Whose request this is, by `Authorization: Bearer` or the parameter `qstash_token`. A read-only token may look at
 * everything of its account. Source: protocol §1.1.
 *
 * @throws {HttpError} 401 for an unknown token, 403 when a read-only one is to change something (register 2).
 */
export function authenticate(tenants: readonly Tenant[], request: Request): Tenant {
  const token = tokenOf(request);
  const owner = tenants.find(({ account }) => account.credentials.token === token);
  if (owner) return owner;
  const reader = tenants.find(({ account }) => account.readOnlyToken === token);
  if (!reader) throw new HttpError(401, "unable to authenticate: invalid token");
  if (request.method === "GET") return reader;
  throw new HttpError(
    403,
    `forbidden: a read-only token may not ${request.method}; use the account's full token to change anything`,
  );
}

function tokenOf({ headers, query }: Request): string | null {
  const bearer = /^bearer (.+)$/i.exec(headerValue(headers, "authorization") ?? "")?.[1];
  return bearer ?? query.get("qstash_token");
}
