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
  assertJson(request);
  return parsed(await textOf(request, maxBytes));
}

/** The same where a request may come without a body, and then without a content type: undefined. */
export async function optionalJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  assertSameSite(request);
  const text = await textOf(request, maxBytes);
  if (text.trim() === "") return undefined;
  assertJson(request);
  return parsed(text);
}

function assertJson(request: Request): void {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "none";
  if (type !== "application/json")
    throw new Problem("wrong-content-type", `Expected application/json, got ${type.slice(0, 80)}.`);
}

async function textOf(request: Request, maxBytes: number): Promise<string> {
  try {
    return await readBody(request, maxBytes);
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new Problem("too-large", error.message);
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) throw new Problem("not-json", error.message);
    throw error;
  }
}
