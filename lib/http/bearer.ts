import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request carries this bearer token. Takes as long whatever it carries. */
export function hasBearer(request: Request, token: string): boolean {
  return timingSafeEqual(digest(bearerOf(request) ?? ""), digest(token));
}

/** The bearer token that a request carries; null for none. */
export function bearerOf(request: Request): string | null {
  return /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

/** What every API key begins with. */
export const API_KEY_START = "bgj_";

/**
 * The API key that a request carries, right or wrong; null for none. No page can make a browser send one to another
 * site, so what carries one was not forged by a page.
 */
export function apiKeyOf(request: Request): string | null {
  const token = bearerOf(request);
  return token?.startsWith(API_KEY_START) === true ? token : null;
}

/** Of one length, which is all that the comparison could tell by its time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
