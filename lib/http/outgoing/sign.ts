import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";

/** Bytes of a secret that we make: as many as its HMAC's hash has. */
const SECRET_BYTES = 32;

/** A new secret in the form of Standard Webhooks: `whsec_` and base64. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

type Signed = {
  /** Stays the same however often the message is sent: by it receivers tell repetitions. No dots. */
  id: string;
  /** The very text that is sent. */
  body: string;
  /** One, or two while a secret is being replaced: the message carries a signature of each. */
  secrets: readonly string[];
  /** When this sending happens; receivers refuse one that is more than five minutes off. */
  at: Date;
};

/**
 * The three headers of Standard Webhooks (standardwebhooks.com).
 *
 * @throws when there is no secret, or one is not `whsec_` and base64.
 */
export function signatureHeaders({ id, body, secrets, at }: Signed): Record<string, string> {
  if (secrets.length === 0) throw new Error("A webhook is signed with one secret at least.");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}
