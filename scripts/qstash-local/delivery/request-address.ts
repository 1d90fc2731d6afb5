import type { RequestOptions } from "node:http";
import { urlToHttpOptions } from "node:url";

/** Where a request goes, and what stands in its first line. */
type RequestAddress = Pick<RequestOptions, "protocol" | "hostname" | "port" | "auth" | "path">;

/**
 * The address of a destination, with path and query byte for byte as they were published: the usual way would resolve
 * `..` and escape quotes, and the destination could not find in the signature what it was called by. What no request
 * can carry is escaped as UTF-8, and a fragment is never sent.
 */
export function requestAddressOf(url: string): RequestAddress {
  const known = addresses.get(url);
  if (known) return known;
  const address = parse(url);
  if (addresses.size >= ADDRESSES_MAX) addresses.clear();
  addresses.set(url, address);
  return address;
}

// Thousands of messages go to the same few addresses.
const ADDRESSES_MAX = 1000;
const addresses = new Map<string, RequestAddress>();

function parse(url: string): RequestAddress {
  const origin = /^https?:\/\/[^/?#\\]*/.exec(url)?.[0] ?? url;
  const [target = ""] = url.slice(origin.length).split("#");
  const path = target.replace(/[^\u0021-\u007e]+/gu, (text) => encodeURIComponent(text.toWellFormed()));
  const { protocol, hostname, port, auth } = urlToHttpOptions(new URL(origin));
  return { protocol, hostname, port, auth, path: path.startsWith("/") ? path : `/${path}` };
}
