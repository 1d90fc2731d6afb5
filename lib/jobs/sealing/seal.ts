import type { z } from "zod";
import { env } from "@/lib/env/env";
import type { PayloadKey } from "@/lib/env/payload-keys";
import { PayloadError } from "@/lib/jobs/errors";
import { payloadHash } from "@/lib/jobs/payloads/payload-hash";
import { replaceAt } from "@/lib/jobs/payloads/replace-at";
import { hasSecrets, secretPaths } from "@/lib/jobs/payloads/secret-paths";
import { encrypted, type Place } from "./field";
import { keyedHash } from "./keyed-hash";

/** In the place of a secret that is encrypted: an object with this one field. */
export const SEALED = "$sealed";

/** Hashes of the same payload by other keys, and by none: not written, since a symbol is no JSON. */
export const OTHER_HASHES = Symbol("hashes of the same payload by other keys");

/** A payload as its row keeps it. */
export type Sealed = {
  payload: unknown;
  payloadHash: string;
  [OTHER_HASHES]?: readonly string[];
};

/**
 * A checked payload as it is to be stored: its secrets encrypted with the first of `PAYLOAD_KEYS`, and the hash made
 * with that key too, so that nobody can try out what a short secret is. Without keys, or secrets, as it is.
 *
 * @throws {PayloadError} for a payload that itself has what marks an encrypted value.
 */
export function sealed(
  schema: z.ZodType,
  { received, stored }: { received: unknown; stored: unknown },
  place: Omit<Place, "path">,
): Sealed {
  const plain = { payload: stored, payloadHash: payloadHash(received) };
  if (!hasSecrets(schema)) return plain;
  const [key, ...others] = env().PAYLOAD_KEYS;
  if (key === undefined) return plain;
  if (JSON.stringify(stored).includes(`"${SEALED}"`)) throw reserved(place.type);
  return {
    payload: replaceAt(stored, secretPaths(schema, stored), (value, path) => ({
      [SEALED]: written(value, { ...place, path }, key),
    })),
    payloadHash: keyedHash(received, key),
    [OTHER_HASHES]: [...others.map((other) => keyedHash(received, other)), plain.payloadHash],
  };
}

function written(value: unknown, place: Place, key: PayloadKey): string {
  return ["1", key.id, place.seal, encrypted(value, place, key).toString("base64url")].join(".");
}

function reserved(type: string): PayloadError {
  const message = `"${SEALED}" is a name that only the engine may use`;
  return new PayloadError(type, [{ code: "custom", path: [], message, input: undefined }]);
}
