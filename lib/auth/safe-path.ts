/**
 * Where to go after signing in: `next` when it is a path on this site, else `fallback`. Checked as the
 * browser will read it, twice: `/.//evil.example` only becomes `//evil.example` once its dots are resolved.
 */
export function safePath(next: unknown, fallback: string): string {
  const resolved = typeof next === "string" ? pathOnThisSite(next) : undefined;
  const again = resolved === undefined ? undefined : pathOnThisSite(resolved);
  return again !== undefined && again === resolved ? again : fallback;
}

/** A host that no link can name, so that staying on it means staying here. */
const HERE = "http://this-site.invalid";

function pathOnThisSite(path: string): string | undefined {
  if (!path.startsWith("/") || !URL.canParse(path, HERE)) return undefined;
  const url = new URL(path, HERE);
  return url.origin === HERE ? url.pathname + url.search + url.hash : undefined;
}
