import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ResendError } from "./resend-error";
import type { ResendLocal } from "./resend-local";

/** Resend takes 40 MB a mail, attachments included. */
const BODY_BYTES_MOST = 40 * 1024 * 1024;

/** What every request to the API must carry. @throws {ResendError} 401 without a key, 403 for a wrong one. */
export function checkApiKey(local: ResendLocal, request: IncomingMessage): void {
  const [, key] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (key === undefined) {
    throw new ResendError("missing_api_key", "Missing API key in the authorization header.");
  }
  if (local.apiKey === null ? !key.startsWith("re_") : key !== local.apiKey) {
    throw new ResendError("invalid_api_key", "API key is invalid.");
  }
}

/** @throws {ResendError} 400 unless it has 1 to 256 characters. */
export function idempotencyKeyOf(request: IncomingMessage): string | null {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key === "string" && key.length >= 1 && key.length <= 256) return key;
  throw new ResendError("invalid_idempotency_key", "The key must be between 1-256 chars.");
}

/** The body as JSON. @throws {ResendError} 413 when it is too large, 400 when it is not JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const raw = await readBody(request);
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    throw new ResendError("validation_error", "The request body is not valid JSON.", { status: 400 });
  }
}

/** Tells payloads apart: same path and content, same fingerprint. */
export function fingerprintOf(path: string, body: unknown): string {
  return createHash("sha256")
    .update(`${path}\n${JSON.stringify(body)}`)
    .digest("hex");
}

/** Reads to the end even beyond the limit, so that the client is there to hear the answer; keeps nothing of it. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes <= BODY_BYTES_MOST) chunks.push(part);
    else chunks.length = 0;
  }
  if (bytes <= BODY_BYTES_MOST) return Buffer.concat(chunks);
  throw new ResendError("validation_error", "The mail is larger than 40 MB.", { status: 413 });
}
