import { z } from "zod";

/** A key for the secrets of payloads; `id` stands beside what it has encrypted. */
export type PayloadKey = { readonly id: string; readonly key: Buffer };

const FORM = /^([a-z0-9-]{1,16}):([A-Za-z0-9+/]{43}=)$/;

/** `id:base64` of 32 random bytes each, with commas between: the first encrypts, all decrypt. */
export const payloadKeys = z.string().transform((text, context): PayloadKey[] => {
  const keys = text.split(",").map((part) => parsed(part.trim()));
  const problem = problemOf(keys);
  if (problem === null) return keys.filter((key) => key !== null);
  context.addIssue({ code: "custom", message: problem });
  return z.NEVER;
});

function parsed(part: string): PayloadKey | null {
  const [, id, key] = FORM.exec(part) ?? [];
  return id === undefined || key === undefined ? null : { id, key: Buffer.from(key, "base64") };
}

/** Quotes no key. */
function problemOf(keys: readonly (PayloadKey | null)[]): string | null {
  const ids = keys.map((key) => key?.id);
  if (ids.includes(undefined))
    return "must be id:key pairs with commas between, the key 32 bytes in base64 (openssl rand -base64 32), the id 1 to 16 of a-z, 0-9 and -";
  if (new Set(ids).size < ids.length) return "has an id twice";
  if (keys.some((key) => new Set(key?.key).size < 8)) return "has a key that is not random";
  return null;
}
