import { createHmac, hkdfSync } from "node:crypto";
import type { PayloadKey } from "@/lib/env/payload-keys";
import { payloadHash } from "@/lib/jobs/payloads/payload-hash";

/** How hashes begin that were made with a key; the key's id follows. */
const KEYED = "hmac:";

/** The hash of a payload with secrets: without the key nobody can try out what they are. */
export function keyedHash(payload: unknown, { id, key }: PayloadKey): string {
  const hashKey = Buffer.from(hkdfSync("sha256", key, "", "jobs.payload.hash", 32));
  return `${KEYED}${id}:${createHmac("sha256", hashKey).update(payloadHash(payload)).digest("hex")}`;
}

/** The id of the key of a hash; null for one that was made without. */
export function keyOfHash(hash: string): string | null {
  return hash.startsWith(KEYED) ? (hash.split(":")[1] ?? null) : null;
}
