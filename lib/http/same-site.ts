import { apiKeyOf } from "./bearer";
import { Problem } from "./problem";

/**
 * @throws {Problem} for a request that another site's page sent, as browsers say. What carries an API key does not count
 * as one: only cookies are sent along by themselves, and they are not read then.
 */
export function assertSameSite(request: Request): void {
  if (request.headers.get("sec-fetch-site") === "cross-site" && apiKeyOf(request) === null)
    throw new Problem("cross-site", "The request was sent by a page of another site.");
}
