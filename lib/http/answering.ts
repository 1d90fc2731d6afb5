import { logger } from "@/lib/logger/logger";
import { Problem, problemResponse } from "./problem";

/**
 * Wraps a route so that it answers whatever happens: a `Problem` as itself, anything else as 503 without a
 * word about what it was. The log has the words.
 */
export function answering<Args extends unknown[]>(
  route: (request: Request, ...args: Args) => Promise<Response>,
): (request: Request, ...args: Args) => Promise<Response> {
  return async function answered(request, ...args) {
    try {
      return await route(request, ...args);
    } catch (error) {
      if (error instanceof Problem) return problemResponse(request, error);
      logger().error("[http] Request failed", {
        path: new URL(request.url).pathname,
        error: error instanceof Error ? `${error.name}: ${firstLine(error)}` : "not an Error",
      });
      return problemResponse(request, new Problem("unavailable", "This could not be done just now."));
    }
  };
}

/** Of the driver's error where there is one: the query builder's message quotes values. */
function firstLine(error: Error): string {
  const root = error.cause instanceof Error ? error.cause : error;
  return root.message.split("\n", 1)[0] ?? "";
}
