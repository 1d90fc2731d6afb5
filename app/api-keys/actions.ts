"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { textOf, textsOf } from "@/app/_components/form-texts";
import { createApiKey, KEYS_MAX, newApiKey } from "@/lib/auth/api-keys/create-api-key";
import { revokeApiKey } from "@/lib/auth/api-keys/revoke-api-key";
import { getActor } from "@/lib/auth/get-actor";

/** What the form for a new key shows after the server has looked at it. */
export type KeyFormState = {
  /** The new key, this once. */
  made?: { name: string; text: string };
  message?: string;
  errors?: { name?: string; scopes?: string };
  values?: { name: string; scopes: string[]; expires: string };
};

/** Makes a key for the person's organization. */
export async function makeKey(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const expires = textOf(form, "expires");
  const scopes = textsOf(form, "scopes");
  const values = { name: textOf(form, "name"), scopes, expires };
  const request = newApiKey.safeParse({ ...values, days: expires === "never" ? null : Number(expires) });
  if (!request.success) return { errors: errorsOf(request.error.issues), values };
  const actor = await getActor(await headers());
  const made = actor === null ? "not-allowed" : await createApiKey(actor, request.data);
  if (made === "not-allowed") return { message: NOT_ALLOWED, values };
  if (made === "too-many")
    return { message: `An organization has at most ${KEYS_MAX} keys that work. Revoke one first.`, values };
  revalidatePath("/api-keys");
  return { made: { name: request.data.name, text: made.text } };
}

/** Ends a key. */
export async function endKey(_: { message?: string }, form: FormData): Promise<{ message?: string }> {
  const keyId = Number(textOf(form, "keyId"));
  const actor = await getActor(await headers());
  if (actor === null || !Number.isSafeInteger(keyId)) return { message: NOT_ALLOWED };
  const outcome = await revokeApiKey(actor, keyId);
  revalidatePath("/api-keys");
  return outcome === "not-allowed" ? { message: NOT_ALLOWED } : {};
}

function errorsOf(issues: readonly { path: PropertyKey[]; message: string }[]): KeyFormState["errors"] {
  const of = (field: string) => issues.find(({ path }) => path[0] === field)?.message;
  const [name, scopes] = [of("name"), of("scopes")];
  return { ...(name === undefined ? {} : { name }), ...(scopes === undefined ? {} : { scopes }) };
}

const NOT_ALLOWED = "Only owners and admins may do that.";
