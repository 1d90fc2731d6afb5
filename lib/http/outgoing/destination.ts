import { lookup } from "node:dns/promises";
import { setTimeout } from "node:timers/promises";
import { DestinationRefused, type RefusalReason } from "./destination-refused";
import { isAddress, isLoopbackAddress, isPublicAddress } from "./public-address";

/** An address that may be called, and the IP addresses that were checked for it: connect to these and no others. */
export type Destination = { url: URL; addresses: readonly string[] };

/** All IP addresses of a name; rejects where it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export type DestinationRules = {
  /** This machine may be called too, by http as well: the app itself is on it. */
  allowLoopback: boolean;
  /** Default: the system's resolver, as any connection would ask it. */
  resolve?: Resolve;
};

const URL_CHARS_MAX = 2048;

/** The system's resolver itself may take half a minute to give up. */
const RESOLVE_MS_MAX = 5_000;

/** Below 1024 lie the services that are no webhook receivers, such as mail. */
const FREE_PORTS_FROM = 1024;

/** Names that are never public (RFC 6761, 6762, 8375, and what networks commonly use). */
const INTERNAL_NAME =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|svc|home\.arpa|in-addr\.arpa|ip6\.arpa|onion)$/;

/**
 * Checks an address that somebody gave us, and where its name leads, with all answers of the resolver: one that is
 * not public refuses the whole. Call it for each connection anew: names change.
 *
 * @throws {DestinationRefused} saying what is wrong and what to do.
 */
export async function checkDestination(text: string, rules: DestinationRules): Promise<Destination> {
  const url = parseUrl(text);
  const name = nameOf(url);
  const addresses = isAddress(name) ? [name] : await resolved(name, url, rules);
  if (rules.allowLoopback && addresses.every(isLoopbackAddress)) return { url, addresses };
  if (!addresses.every(isPublicAddress)) throw refused("internal-address", url);
  if (url.protocol !== "https:") throw refused("not-https", url);
  if (url.port !== "" && Number(url.port) < FREE_PORTS_FROM) throw refused("port", url);
  return { url, addresses };
}

/** The URL parser turns every odd spelling of an IPv4 address, and look-alike characters, into the plain form. */
function parseUrl(text: string): URL {
  if (text.length > URL_CHARS_MAX) throw new DestinationRefused("too-long", null);
  // The parser would silently drop or trim these.
  if (/[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) throw new DestinationRefused("not-a-url", null);
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refused("not-https", url);
  if (url.username !== "" || url.password !== "") throw refused("credentials", url);
  if (url.hash !== "") throw refused("fragment", url);
  return url;
}

/** Without the brackets of IPv6 and the dot of the root. */
export function nameOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

async function resolved(name: string, url: URL, { allowLoopback, resolve = ask }: DestinationRules) {
  const isLocal = allowLoopback && /(^|\.)localhost$/.test(name);
  if (!isLocal && (INTERNAL_NAME.test(name) || !name.includes("."))) throw refused("internal-name", url);
  const addresses = await resolve(name).catch(() => []);
  if (addresses.length === 0) throw refused("unresolvable", url);
  return addresses;
}

async function ask(name: string): Promise<string[]> {
  const late = setTimeout(RESOLVE_MS_MAX, [], { ref: false });
  const answers = await Promise.race([lookup(name, { all: true }), late]);
  return answers.map(({ address }) => address);
}

function refused(reason: RefusalReason, { host }: URL): DestinationRefused {
  return new DestinationRefused(reason, host);
}
