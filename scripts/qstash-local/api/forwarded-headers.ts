import { validateHeaderName, validateHeaderValue } from "node:http";
import { canonicalName, fromPairs, type HeaderMap, headerValue } from "../http/header-map";
import { badRequest } from "../http/http-error";

/**
 * The headers a destination will get: `Content-Type` as it came, each `<prefix><Name>` without its prefix, and with
 * `Upstash-Header-Forward: true` all others too. Source: protocol §3.1.
 *
 * @throws {HttpError} 400 for a name or value that HTTP does not allow.
 */
export function forwardedHeaders(headers: HeaderMap): HeaderMap {
  const forwardsAll = headerValue(headers, "upstash-header-forward") === "true";
  const others = forwardsAll ? [...pairsOf(headers)].filter(([name]) => isForwardable(name)) : [];
  const contentType = headers.get("content-type") ?? [];
  const named = [...headersBehind(headers, "upstash-forward-")];
  const pairs = [
    ...others,
    ...contentType.map((value): [string, string] => ["content-type", value]),
    ...named,
  ];
  return lastOfEach(pairs);
}

/** The headers behind a prefix such as `upstash-callback-forward-`, in canonical case. */
export function prefixedHeaders(headers: HeaderMap, prefix: string): HeaderMap {
  return lastOfEach([...headersBehind(headers, prefix)]);
}

// The transport sets these anew for each attempt; a forwarded copy would break the request.
const TRANSPORT = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
  "expect",
  "te",
]);

/** Of a request that forwards everything: not our own options, and not the token that opened the door. */
function isForwardable(name: string): boolean {
  return !name.startsWith("upstash-") && name !== "authorization" && name !== "content-type";
}

function* headersBehind(headers: HeaderMap, prefix: string): Generator<[string, string]> {
  for (const [name, value] of pairsOf(headers)) {
    if (name.startsWith(prefix) && name.length > prefix.length) yield [name.slice(prefix.length), value];
  }
}

function* pairsOf(headers: HeaderMap): Generator<[string, string]> {
  for (const [name, values] of headers) for (const value of values) yield [name, value];
}

/** A later source replaces an earlier one: an explicitly forwarded `Content-Type` wins over the request's own. */
function lastOfEach(pairs: [string, string][]): HeaderMap {
  const kept = pairs.filter(([name]) => !TRANSPORT.has(name));
  for (const [name, value] of kept) assertSendable(name, value);
  return fromPairs(new Map(kept), canonicalName);
}

function assertSendable(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw badRequest(`invalid header to forward: "${name}" cannot be sent over HTTP with this value`);
  }
}
