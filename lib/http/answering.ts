import { withoutValues } from "@/lib/db/without-values";
import { logger } from "@/lib/logger/logger";
import { Problem, problemResponse } from "./problem";
import { requestIdOf } from "./request-id";

/**
 * Wraps a route so that it answers whatever happens: a `Problem` as itself, anything else as 503 without a
 * word about what it was. The log has the words. Every answer has an `X-Request-Id`, the client's where it sent one.
 */
export function answering<Args extends unknown[]>(
  route: (request: Request, ...args: Args) => Promise<Response>,
): (request: Request, ...args: Args) => Promise<Response> {
  return async function answered(request, ...args) {
    try {
      return withRequestId(request, await route(request, ...args));
    } catch (error) {
      if (error instanceof Problem) return problemResponse(request, error);
      logger().error("[http] Request failed", {
        path: new URL(request.url).pathname,
        requestId: requestIdOf(request),
        error: oneLine(withoutValues(error)),
      });
      return problemResponse(request, new Problem("unavailable", "This could not be done just now."));
    }
  };
}

function withRequestId(request: Request, response: Response): Response {
  if (response.headers.has("x-request-id")) return response;
  const headers = new Headers(response.headers);
  headers.set("X-Request-Id", requestIdOf(request));
  const { status, statusText } = response;
  // Headers of redirects cannot be changed.
  return new Response(response.body, { status, statusText, headers });
}

function oneLine(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message.replaceAll(/\s+/g, " ").slice(0, 300)}`
    : "not an Error";
}
