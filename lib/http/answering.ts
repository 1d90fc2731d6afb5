import { withoutValues } from "@/lib/db/without-values";
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
        error: oneLine(withoutValues(error)),
      });
      return problemResponse(request, new Problem("unavailable", "This could not be done just now."));
    }
  };
}

function oneLine(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message.replaceAll(/\s+/g, " ").slice(0, 300)}`
    : "not an Error";
}
