import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { plainText } from "./plain-text";
import type { VerifiedEvent } from "./source";

const message = z.object({
  type: plainText,
  created_at: z.string().optional(),
  timestamp: z.string().optional(),
});

/**
 * By Standard Webhooks (standardwebhooks.com), which Resend's are too: each valid secret is tried, two while one is
 * being replaced. The library refuses what is more than five minutes off, either way.
 */
export function verifyStandard(
  body: string,
  headers: Headers,
  secrets: readonly string[],
): VerifiedEvent | null {
  const named = (name: string) => headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`) ?? "";
  const signed = {
    "webhook-id": named("id"),
    "webhook-timestamp": named("timestamp"),
    "webhook-signature": named("signature"),
  };
  if (!secrets.some((secret) => isSigned(body, signed, secret))) return null;
  const parsed = message.safeParse(jsonOf(body));
  const id = plainText.safeParse(signed["webhook-id"]);
  if (!parsed.success || !id.success) return null;
  const { type, created_at, timestamp } = parsed.data;
  const at = new Date(created_at ?? timestamp ?? Number.NaN);
  return { id: id.data, type, occurredAt: Number.isNaN(at.getTime()) ? null : at, data: jsonOf(body) };
}

function isSigned(body: string, headers: Record<string, string>, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
