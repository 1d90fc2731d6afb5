import { Stripe } from "stripe";
import { z } from "zod";
import { isRecent } from "./is-recent";
import { plainText } from "./plain-text";
import type { VerifiedEvent } from "./source";

const event = z.object({
  id: plainText,
  type: plainText,
  created: z.number(),
  /** Of an account that is connected to ours (Stripe Connect): not about our own customers. */
  account: z.string().nullish(),
});

/** By Stripe's own library, for each secret that is valid: two while one is being replaced. */
export function verifyStripe(
  body: string,
  headers: Headers,
  secrets: readonly string[],
): VerifiedEvent | null {
  const signature = headers.get("stripe-signature") ?? "";
  // The library takes any time ahead for good.
  if (!isRecent(Number(/(?:^|,)t=(\d+)/.exec(signature)?.[1]))) return null;
  if (!secrets.some((secret) => isSigned(body, signature, secret))) return null;
  const parsed = event.safeParse(JSON.parse(body));
  if (!parsed.success) return null;
  const { id, created, account } = parsed.data;
  const type = account == null ? parsed.data.type : `connected.${parsed.data.type}`;
  return { id, type, occurredAt: new Date(created * 1_000), data: JSON.parse(body) };
}

function isSigned(body: string, signature: string, secret: string): boolean {
  try {
    Stripe.webhooks.constructEvent(body, signature, secret);
    return true;
  } catch {
    return false;
  }
}
