import { urlToHttpOptions } from "node:url";

/** Where a request goes, and what its head says about that. */
type RequestAddress = {
  protocol: string;
  /** Without brackets. */
  hostname: string;
  /** Absent: the protocol's own. */
  port?: string;
  /** As the header `Host` has it. */
  host: string;
  path: string;
  /** What a name and a password in the URL become. */
  authorization?: string;
};

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
  const { protocol, host, port } = new URL(origin);
  const { hostname, auth } = urlToHttpOptions(new URL(origin));
  return {
    protocol,
    hostname: String(hostname),
    ...(port && { port }),
    host,
    path: path.startsWith("/") ? path : `/${path}`,
    ...(auth && { authorization: `Basic ${Buffer.from(auth).toString("base64")}` }),
  };
}
