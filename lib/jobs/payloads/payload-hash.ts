import { createHash } from "node:crypto";

/**
 * SHA-256 of a JSON value, the same for the same content whatever the order of its keys: tells whether a
 * repeated idempotency key came with the same request.
 */
export function payloadHash(payload: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(payload, sortedKeys) ?? "null")
    .digest("hex");
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
