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
  const origin = /^https?:\/\/[^/?#\\]*/.exec(url)?.[0] ?? url;
  const [target = ""] = url.slice(origin.length).split("#");
  const path = target.replace(/[^\u0021-\u007e]+/gu, (text) => encodeURIComponent(text.toWellFormed()));
  return { ...hostOf(origin), path: path.startsWith("/") ? path : `/${path}` };
}

const HOSTS_MAX = 1000;
const hosts = new Map<string, RequestAddress>();

/** Remembered: thousands of messages go to the same few hosts. */
function hostOf(origin: string): RequestAddress {
  const known = hosts.get(origin);
  if (known) return known;
  const { protocol, hostname, port, auth } = urlToHttpOptions(new URL(origin));
  const host = { protocol, hostname, port, auth };
  if (hosts.size >= HOSTS_MAX) hosts.clear();
  hosts.set(origin, host);
  return host;
}
