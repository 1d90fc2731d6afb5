import { apiKeyOf } from "./bearer";
import { Problem } from "./problem";

/** What browsers say of a request of our own pages, and of one that no page sent. */
const OWN: readonly string[] = ["same-origin", "none"];

/**
 * @throws {Problem} for a request that another site's page sent, as browsers say, also one of a neighbouring subdomain:
 * cookies come along with it, and a form without fields has no content type to be refused for. What carries an API key
 * does not count as one: only cookies are sent along by themselves, and they are not read then.
 */
export function assertSameSite(request: Request): void {
  const from = request.headers.get("sec-fetch-site");
  if (from !== null && !OWN.includes(from) && apiKeyOf(request) === null)
    throw new Problem("cross-site", "The request was sent by a page of another site.");
}
