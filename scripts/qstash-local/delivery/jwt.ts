import { createHmac, hash } from "node:crypto";
import { newTokenId } from "../ids";

/** Seconds a delivery's token is valid after the attempt began. Source: protocol §4.2. */
const VALID_SECONDS = 300;

const HEADER = encode({ alg: "HS256", typ: "JWT" });

/**
 * The `Upstash-Signature` of one attempt: an HS256 token over the destination and the hash of the body.
 * `nbf` is 0, which tolerates a receiver whose clock is behind (register 4). Source: protocol §4.2.
 */
export function signDelivery(delivery: { url: string; body: Buffer; key: string; nowMs: number }): string {
  const issuedAt = Math.floor(delivery.nowMs / 1000);
  const claims = {
    iss: "Upstash",
    sub: delivery.url,
    exp: issuedAt + VALID_SECONDS,
    nbf: 0,
    iat: issuedAt,
    jti: newTokenId(),
    body: bodyHash(delivery.body),
  };
  return signClaims(claims, delivery.key);
}

/** A token with these claims, whatever they are, and a good signature. */
export function signClaims(claims: object, key: string): string {
  const unsigned = `${HEADER}.${encode(claims)}`;
  return `${unsigned}.${createHmac("sha256", key).update(unsigned).digest("base64url")}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** SHA-256 in base64url *with* padding, as the service's own example shows it. */
function bodyHash(body: Buffer): string {
  return `${hash("sha256", body, "base64url")}=`;
}
