import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export type Credentials = { accessKeyId: string; secretAccessKey: string; region: string };

/** What is signed with: by the header `Authorization`, or by the address itself. */
type Signed = { credential: string; headers: string; signature: string; at: string; hash: string };

/**
 * Checks an AWS signature (SigV4) from the request as it came, by the specification alone.
 *
 * @returns S3's code for what is wrong; null when it is right.
 */
export function verifySigV4(
  request: IncomingMessage,
  body: Buffer,
  credentials: Credentials,
  now: number,
): string | null {
  const [path = "/", search = ""] = (request.url ?? "/").split("?");
  const query = search.split("&").filter(Boolean).map(pair);
  const signed = byQuery(query) ?? byHeader(request);
  if (signed === null) return "AccessDenied";
  const age = (now - timeOf(signed.at)) / 1_000;
  const expires = query.find(([name]) => name === "X-Amz-Expires")?.[1];
  if (expires !== undefined ? age > Number(expires) : Math.abs(age) > 900) return "AccessDenied";
  if (/^[0-9a-f]{64}$/.test(signed.hash) && sha256(body) !== signed.hash) return "XAmzContentSHA256Mismatch";
  const canonical = [
    request.method,
    path.split("/").map(decodeURIComponent).map(encoded).join("/"),
    query
      .filter(([name]) => name !== "X-Amz-Signature")
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .toSorted()
      .join("&"),
    ...signed.headers.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}`),
    "",
    signed.headers,
    signed.hash,
  ].join("\n");
  return isSignatureOf(canonical, signed, credentials) ? null : "SignatureDoesNotMatch";
}

function isSignatureOf(canonical: string, signed: Signed, credentials: Credentials): boolean {
  const day = signed.at.slice(0, 8);
  const scope = `${day}/${credentials.region}/s3/aws4_request`;
  if (signed.credential !== `${credentials.accessKeyId}/${scope}`) return false;
  const key = [day, credentials.region, "s3", "aws4_request"].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  const right = hmac(key, ["AWS4-HMAC-SHA256", signed.at, scope, sha256(canonical)].join("\n"));
  const given = Buffer.from(signed.signature, "hex");
  return given.length === right.length && timingSafeEqual(given, right);
}

function byQuery(query: readonly (readonly [string, string])[]): Signed | null {
  const given = new Map(query);
  const signature = given.get("X-Amz-Signature");
  if (signature === undefined || given.get("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") return null;
  return {
    credential: given.get("X-Amz-Credential") ?? "",
    headers: given.get("X-Amz-SignedHeaders") ?? "",
    signature,
    at: given.get("X-Amz-Date") ?? "",
    hash: "UNSIGNED-PAYLOAD",
  };
}

const HEADER = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

function byHeader({ headers }: IncomingMessage): Signed | null {
  const match = HEADER.exec(headers.authorization ?? "");
  if (match === null) return null;
  const [, credential = "", names = "", signature = ""] = match;
  if (!names.split(";").includes("host") || !names.split(";").includes("x-amz-date")) return null;
  const hash = String(headers["x-amz-content-sha256"]);
  return { credential, headers: names, signature, at: String(headers["x-amz-date"]), hash };
}

/** A plus stays a plus: stores differ in whether it is a blank, so nothing may depend on it. */
function pair(text: string): readonly [string, string] {
  const [name = "", value = ""] = text.split("=");
  return [decodeURIComponent(name), decodeURIComponent(value)];
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function timeOf(at: string): number {
  return Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

function sha256(body: Buffer | string): string {
  return createHash("sha256").update(body).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
