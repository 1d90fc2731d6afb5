import { compileRetryDelay } from "../delivery/retry-delay";
import { badRequest } from "../http/http-error";
import { parseDuration } from "../time/duration";
import { assertNoIntegration } from "./out-of-scope-routes";

// One reader per kind of value. Each takes the header's name for its message and throws a 400 for a bad value.

/** `Upstash-Retries`, `Upstash-Not-Before` and the like. */
export function readWholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw badRequest(`invalid ${name}: expected a whole number of at least 0, came "${text}"`);
}

/** A number of things of which there is at least one. */
export function readPositiveNumber(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw badRequest(`invalid ${name}: expected a whole number of at least 1, came "${text}"`);
}

/** `50s`, `1d10h30m`; a plain 0 needs no unit. */
export function readDurationMs(name: string, text: string): number {
  const value = text === "0" ? 0 : parseDuration(text);
  if (value !== undefined && Number.isSafeInteger(value)) return value;
  throw badRequest(`invalid ${name}: expected a duration such as 50s, 10m or 1d10h30m, came "${text}"`);
}

export function readFlag(name: string, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw badRequest(`invalid ${name}: expected true or false, came "${text}"`);
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export function readMethod(name: string, text: string): string {
  const method = text.toUpperCase();
  if (METHODS.includes(method)) return method;
  throw badRequest(`invalid ${name}: expected one of ${METHODS.join(", ")}, came "${text}"`);
}

export function readRetryDelay(name: string, text: string): string {
  try {
    compileRetryDelay(text);
    return text;
  } catch (error) {
    throw badRequest(`invalid ${name} "${text.slice(0, 100)}": ${String(error)}`);
  }
}

/** The address of a callback. */
export function readCallbackUrl(name: string, text: string): string {
  if (isHttpUrl(text)) return text;
  throw badRequest(`invalid ${name}: expected a URL that starts with http:// or https://, came "${text}"`);
}

/** A destination: refused with the texts of the service (protocol §2.2). Loopback is allowed, that is our purpose. */
export function readDestination(text: string): string {
  assertNoIntegration(text);
  if (isHttpUrl(text)) return text;
  if (/^https?:\/\//.test(text)) throw badRequest(`invalid destination url: unable to parse "${text}"`);
  throw badRequest("invalid destination url: endpoint has invalid scheme, add http:// or https://");
}

/** A URL parser would take the path of `http:///path` for its host. */
function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^/?#\\]/.test(text) && URL.canParse(text);
}
