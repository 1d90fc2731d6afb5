import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request carries this bearer token. Takes as long whatever it carries. */
export function hasBearer(request: Request, token: string): boolean {
  const [, given = ""] = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

/** Of one length, which is all that the comparison could tell by its time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
