/**
 * HTTP headers by name, each with all its values. Names are lower case on requests to this server and in canonical
 * case (`Content-Type`) on what it sends and shows. A map, so that a header called `__proto__` is one like any other.
 */
export type HeaderMap = ReadonlyMap<string, readonly string[]>;

/** The headers of a request or answer as node hands them over: name, value, name, value. */
export function fromRawHeaders(raw: readonly string[], nameOf: (name: string) => string): HeaderMap {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? "", raw[i + 1] ?? ""]);
  return fromPairs(pairs, nameOf);
}

/** Collects pairs under the name that `nameOf` gives each. */
export function fromPairs(pairs: Iterable<[string, string]>, nameOf: (name: string) => string): HeaderMap {
  const map = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const key = nameOf(name);
    map.set(key, [...(map.get(key) ?? []), value]);
  }
  return map;
}

/** `content-type` → `Content-Type`: how the service writes every name it sends. */
export function canonicalName(name: string): string {
  const known = canonical.get(name);
  if (known !== undefined) return known;
  const found = name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
  if (canonical.size < CANONICAL_MAX) canonical.set(name, found);
  return found;
}

// Every answer names the same few headers.
const CANONICAL_MAX = 1000;
const canonical = new Map<string, string>();

/** The first value of a header, trimmed; `undefined` when it is absent or empty. */
export function headerValue(headers: HeaderMap, name: string): string | undefined {
  return headers.get(name)?.[0]?.trim() || undefined;
}

/** As it stands in a JSON answer. */
export function headerObject(headers: HeaderMap): Record<string, readonly string[]> {
  return Object.fromEntries(headers);
}
