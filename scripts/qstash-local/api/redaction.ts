import { createHash } from "node:crypto";
import type { DeliverySpec, Redaction } from "../engine/delivery-spec";
import { canonicalName, headerObject } from "../http/header-map";
import { badRequest } from "../http/http-error";

type Redactable = Pick<DeliverySpec, "body" | "header" | "redact">;

/** The body as the API may show it: itself, or `REDACTED:` and its SHA-256. Deliveries never ask here. Source: protocol §3.1. */
export function shownBody({ body, redact }: Redactable): Buffer {
  return redact?.body ? Buffer.from(redacted(body)) : body;
}

/** The headers as the API may show them, each hidden value as `REDACTED:` and its SHA-256. */
export function shownHeader({ header, redact }: Redactable): Record<string, readonly string[]> {
  if (!redact) return headerObject(header);
  const isHidden = (name: string) => redact.headers === "all" || redact.headers.includes(name);
  return headerObject(
    new Map([...header].map(([name, values]) => [name, isHidden(name) ? values.map(redacted) : values])),
  );
}

/** In hex over the bytes, so that whoever knows a value can tell that it was this one. */
function redacted(value: string | Buffer): string {
  return `REDACTED:${createHash("sha256").update(value).digest("hex")}`;
}

/**
 * Reads `Upstash-Redact-Fields`: `body`, `header` for all of them, `header[Name]`; the documentation writes `headers`,
 * the SDK `header`.
 *
 * @throws {HttpError} 400 for anything else: what was to be hidden must not be shown for a misspelling.
 */
export function readRedaction(name: string, text: string): Redaction {
  const fields = text.split(",").map((field) => field.trim());
  const unknown = fields.find((field) => !FIELD.test(field));
  if (unknown !== undefined)
    throw badRequest(`invalid ${name}: expected a list of body, header and header[Name], came "${unknown}"`);
  const names = fields.flatMap((field) => FIELD.exec(field)?.[1] ?? []);
  const hidesAll = fields.some((field) => field === "header" || field === "headers");
  return { body: fields.includes("body"), headers: hidesAll ? "all" : names.map(canonicalName) };
}

const FIELD = /^(?:body|headers?(?:\[([^[\]\s]+)\])?)$/;
