import ipaddr from "ipaddr.js";

/** Addresses that look public and answer as the cloud's own machinery: Azure's host channel. */
const METADATA = new Set(["168.63.129.16"]);

/** All that is routed on the public IPv6 internet lies in here. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an IP address, in the form that a URL or a resolver gives, is one of the public internet. Ranges that
 * carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are not: they lead to wherever that one leads.
 */
export function isPublicAddress(text: string): boolean {
  const address = parsed(text);
  if (address === null || address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_UNICAST);
  return !METADATA.has(address.toString());
}

/** Whether it is this very machine: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(text: string): boolean {
  return parsed(text)?.range() === "loopback";
}

/** Whether `text` is an IP address and not a name. */
export function isAddress(text: string): boolean {
  return parsed(text) !== null;
}

function parsed(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  // Strict: of IPv4 only four decimal parts. A URL has no other form left, and a resolver gives none.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}
