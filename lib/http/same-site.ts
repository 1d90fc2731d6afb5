import { Problem } from "./problem";

/** @throws {Problem} for a request that another site's page sent, as browsers say. */
export function assertSameSite(request: Request): void {
  if (request.headers.get("sec-fetch-site") === "cross-site")
    throw new Problem("cross-site", "The request was sent by a page of another site.");
}
