import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env/env";

/** How long a link to the bytes works, in seconds: long enough for a slow click, too short to pass around. */
export const LINK_SECONDS = 5 * 60;

/** What a link is good for: one file, for one person of one organization. */
type LinkScope = { artifactId: string; organizationId: number | null; userId: number };

/**
 * A short-lived path to a file's bytes, for a storage that gives out none itself. The route behind it asks for the
 * session too: the link alone is worth nothing to anybody else.
 */
export function fileLink(scope: LinkScope, now = Date.now()): string {
  const expires = Math.floor(now / 1_000) + LINK_SECONDS;
  return `/api/files/${scope.artifactId}?expires=${expires}&signature=${signature(scope, expires)}`;
}

/** What is wrong with a link: `forged` for any that was not made for this very scope. */
export function judgeFileLink(scope: LinkScope, link: URL, now = Date.now()): "good" | "expired" | "forged" {
  const expires = link.searchParams.get("expires") ?? "";
  if (!/^\d{1,12}$/.test(expires)) return "forged";
  const given = Buffer.from(link.searchParams.get("signature") ?? "", "utf8");
  const right = Buffer.from(signature(scope, Number(expires)), "utf8");
  if (given.length !== right.length || !timingSafeEqual(given, right)) return "forged";
  return Number(expires) * 1_000 > now ? "good" : "expired";
}

/** Each part with its length before it, so that no two scopes sign the same bytes. */
function signature({ artifactId, organizationId, userId }: LinkScope, expires: number): string {
  const parts = ["v1", artifactId, String(organizationId), String(userId), String(expires)];
  const message = parts.map((part) => `${part.length}:${part}`).join("");
  return createHmac("sha256", key()).update(message).digest("base64url");
}

/** Of the one secret that the app has anyway, but of no use for anything else. */
function key(): Buffer {
  return Buffer.from(hkdfSync("sha256", env().BETTER_AUTH_SECRET, "", "artifact-links/v1", 32));
}
