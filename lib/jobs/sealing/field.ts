import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { PayloadKey } from "@/lib/env/payload-keys";
import type { Path } from "@/lib/jobs/payloads/secret-paths";

/** What one encrypted value belongs to: it opens nowhere else. */
export type Place = {
  type: string;
  organizationId: number | null;
  /** The job for which it was encrypted; of a follow-up, whose id nobody knows yet, an id of its own. */
  seal: string;
  path: Path;
};

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a key that is made for this seal from `key`; the place is authenticated with it. */
export function encrypted(value: unknown, place: Place, { key }: PayloadKey): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", subkey(key, place.seal), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(named(place));
  const text = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return Buffer.concat([iv, text, cipher.getAuthTag()]);
}

/** @throws {Error} for anything that was not encrypted with this key for this place. */
export function decrypted(bytes: Buffer, place: Place, { key }: PayloadKey): unknown {
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", subkey(key, place.seal), iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(named(place));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  const value: unknown = JSON.parse(text.toString("utf8"));
  return value;
}

function subkey(key: Buffer, seal: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, seal, "jobs.payload.field", 32));
}

function named({ type, organizationId, seal, path }: Place): Buffer {
  return Buffer.from(JSON.stringify(["jobs.payload", 1, type, organizationId, seal, path]));
}
