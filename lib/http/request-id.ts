import { randomUUID } from "node:crypto";

// One for each request, however often it is asked for.
const made = new WeakMap<Request, string>();

/** What to quote when asking for help about a request: its own `X-Request-Id`, or one made for it. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id")?.trim().slice(0, 128);
  if (given) return given;
  const id = made.get(request) ?? randomUUID();
  made.set(request, id);
  return id;
}
