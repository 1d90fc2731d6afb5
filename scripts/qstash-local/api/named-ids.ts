import { z } from "zod";
import { badRequest } from "../http/http-error";
import { parseJson } from "../http/request-body";
import type { ApiCall } from "./api-call";

/**
 * The ids that a call names, each once: as query parameters, or as older clients do in a JSON body `{"<name>": […]}`.
 * `undefined` when it names none at all. A body that says anything else must not end up meaning everything.
 *
 * @throws {HttpError} 400 for such a body.
 */
export async function readNamedIds(call: ApiCall, name: string): Promise<string[] | undefined> {
  const ids = call.query.has(name) ? call.query.getAll(name) : readBody(name, await call.body());
  return ids && [...new Set(ids.flatMap((id) => id.split(",")))];
}

function readBody(name: string, body: Buffer): string[] | undefined {
  const json = parseJson(body);
  if (json === undefined) return undefined;
  const parsed = z.object({ [name]: z.array(z.string()) }).safeParse(json);
  if (parsed.success) return parsed.data[name];
  throw badRequest(`invalid body: expected {"${name}": ["…"]} or no body at all`);
}
