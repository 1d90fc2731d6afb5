/** Why an address is not called, and what to do about it. */
const REASONS = {
  "not-a-url": "is not a URL. Give one such as https://example.com/webhooks.",
  "too-long": "is longer than 2,048 characters. Give a shorter one.",
  "not-https": "does not begin with https://. Serve it with TLS and give its https address.",
  credentials: "has a user name or password in it. Leave them out: the signature says who calls.",
  fragment: "has a part after #, which is never sent. Leave it out.",
  port: "has a port that is not one for this. Use 443, or one from 1024 on.",
  "internal-name":
    "is a name of an internal network or of no public domain. Give the name that the endpoint has on the internet.",
  "internal-address":
    "leads to an address of an internal, reserved or cloud network. Give an endpoint that the internet can reach.",
  unresolvable: "has a name that does not resolve. Check its spelling, or its DNS record.",
} as const;

export type RefusalReason = keyof typeof REASONS;

/**
 * Thrown for an address that somebody gave us and that is not called: it is malformed, or could reach into a
 * network of ours. The message is fit for whoever gave it: neither path nor query are in it, which may be secret.
 */
export class DestinationRefused extends Error {
  override name = "DestinationRefused";
  readonly reason: RefusalReason;
  /** Stable, kebab-case: job rows keep it. */
  readonly code: string;

  constructor(reason: RefusalReason, host: string | null) {
    super(`The address${host === null ? "" : ` at "${host.slice(0, 255)}"`} ${REASONS[reason]}`);
    this.reason = reason;
    this.code = reason === "unresolvable" ? "address-unresolvable" : "address-refused";
  }
}
