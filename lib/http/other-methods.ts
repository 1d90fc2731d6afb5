import { answering } from "./answering";
import { Problem, problemResponse } from "./problem";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

type Method = (typeof METHODS)[number];
type Route = (request: Request) => Promise<Response>;

const refusals = new WeakSet<object>();

/**
 * A route's handlers for the methods that it does not have: 405 as a problem, with those that it has in `Allow`; and
 * those alone for OPTIONS. A route exports what it has no handler of its own for.
 */
export function otherMethods(...own: readonly Exclude<Method, "OPTIONS">[]): Record<Method, Route> {
  const Allow = own.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
  const refuse = answering(async (request) => {
    const detail = `${request.method} is not for this address. It takes ${Allow}.`;
    const response = problemResponse(request, new Problem("wrong-method", detail));
    response.headers.set("Allow", Allow);
    return response;
  });
  const OPTIONS = answering(async () => new Response(null, { status: 204, headers: { Allow } }));
  for (const handler of [refuse, OPTIONS]) refusals.add(handler);
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS };
}

/** Whether a handler is one of those: a route does not have its method. */
export function isOtherMethod(handler: object): boolean {
  return refusals.has(handler);
}
