/** A request target as it came over the wire: nothing decoded, no slashes merged. */
export type RawTarget = {
  path: string;
  /** Without the `?`; absent when there was none. */
  query?: string;
};

/** Splits the target of a request at the first `?`. Also takes the absolute form that a proxy client sends. */
export function parseTarget(rawUrl: string): RawTarget {
  // node hands the bytes over as latin1; a client that did not escape its UTF-8 must find it again at the destination.
  const text = Buffer.from(rawUrl, "latin1").toString();
  const origin = /^https?:\/\/[^/?]*/.exec(text)?.[0] ?? "";
  const target = text.slice(origin.length);
  const mark = target.indexOf("?");
  return mark < 0 ? { path: target } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** A destination in a path, and the options that came with it as query parameters. */
export type TargetDestination = { destination: string; options: [string, string][] };

/**
 * What remains of a publish path is the destination, its own query included. `qstash_token` and `upstash-…`
 * parameters are meant for us and do not travel on (protocol §2.2, register 14); every other byte stays as it is.
 */
export function destinationOf(rest: string, query: string | undefined): TargetDestination {
  if (query === undefined) return { destination: rest, options: [] };
  const parts = query.split("&");
  const kept = parts.filter((part) => !isControl(part));
  const options = [...new URLSearchParams(parts.filter(isControl).join("&"))];
  return { destination: kept.length > 0 ? `${rest}?${kept.join("&")}` : rest, options };
}

function isControl(part: string): boolean {
  return part.startsWith("upstash-") || /^qstash_token(=|$)/.test(part);
}
