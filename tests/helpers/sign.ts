import { createHash, createHmac, randomUUID } from "node:crypto";

/** What a token says; each default is what QStash would sign. */
type Claims = Partial<{
  iss: string | undefined;
  sub: string;
  exp: number | undefined;
  nbf: number;
  iat: number;
  body: string | undefined;
}>;

/** Signs a delivery as QStash does (protocol §4.2), or wrongly where `claims` and `alg` say so. */
export function signDelivery(options: {
  url: string;
  body: string;
  key: string;
  claims?: Claims;
  alg?: "HS256" | "HS512" | "none";
}): string {
  const now = Math.floor(Date.now() / 1000);
  const alg = options.alg ?? "HS256";
  const claims = {
    iss: "Upstash",
    sub: options.url,
    iat: now,
    nbf: 0,
    exp: now + 300,
    jti: `jwt_${randomUUID()}`,
    body: createHash("sha256").update(options.body).digest("base64url"),
    ...options.claims,
  };
  const signed = [{ alg, typ: "JWT" }, claims].map((part) => base64url(JSON.stringify(part))).join(".");
  const hash = alg === "HS512" ? "sha512" : "sha256";
  const signature = alg === "none" ? "" : createHmac(hash, options.key).update(signed).digest("base64url");
  return `${signed}.${signature}`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}
