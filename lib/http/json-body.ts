import { JsonError, parseJson } from "./parse-json";
import { Problem } from "./problem";
import { BodyTooLargeError, readBody } from "./read-body";
import { assertSameSite } from "./same-site";

/**
 * The JSON body of a request from a person's browser or program.
 *
 * @throws {Problem} for another content type, a body over `maxBytes`, or text that is not JSON, and for
 * requests that another site's page sent (a cross-site form cannot set this content type anyway).
 */
export async function jsonBody(request: Request, maxBytes: number): Promise<unknown> {
  assertSameSite(request);
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "none";
  if (type !== "application/json") {
    throw new Problem("wrong-content-type", `Expected application/json, got ${type.slice(0, 80)}.`);
  }
  try {
    return parseJson(await readBody(request, maxBytes));
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new Problem("too-large", error.message);
    if (error instanceof JsonError) throw new Problem("not-json", error.message);
    throw error;
  }
}
