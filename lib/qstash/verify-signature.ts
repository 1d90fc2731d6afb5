import { Receiver } from "@upstash/qstash";
import { z } from "zod";
import { env } from "@/lib/env/env";

/** Longest life a token may claim, in seconds; QStash signs for five minutes. */
const LONGEST_VALIDITY_SECONDS = 600;
const CLOCK_TOLERANCE_SECONDS = 30;

const header = z.object({ alg: z.literal("HS256") });
const claims = z.object({ exp: z.number(), iat: z.number(), body: z.string().min(1) });

/**
 * True when QStash signed exactly this body for exactly this path of `BASE_URL`, with the current or the next
 * key, in the last minutes. Never throws: whatever is wrong with a request, the answer is no.
 *
 * The SDK's `Receiver` checks key, issuer, times, URL and body hash (protocol §8.1). It accepts tokens without
 * `exp` and other algorithms, so those are checked here. The Host header plays no part.
 */
export async function isSignedByQStash(request: {
  signature: string | null;
  body: string;
  /** Path and query as requested, such as `/api/jobs/email`. */
  path: string;
}): Promise<boolean> {
  if (request.signature === null || !isCanonical(request.signature)) return false;
  try {
    const { BASE_URL, QSTASH_CURRENT_SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY } = env();
    const receiver = new Receiver({
      currentSigningKey: QSTASH_CURRENT_SIGNING_KEY,
      nextSigningKey: QSTASH_NEXT_SIGNING_KEY,
      devMode: false,
    });
    await receiver.verify({
      signature: request.signature,
      body: request.body,
      url: `${BASE_URL}${request.path}`,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    return isShortLived(request.signature);
  } catch {
    return false;
  }
}

/** One spelling per token (RFC 7515 §2): the SDK's decoder also takes blanks, `+/` and loose trailing bits. */
function isCanonical(token: string): boolean {
  const parts = token.split(".");
  return parts.length === 3 && parts.every((part) => bytes(part).toString("base64url") === part);
}

/** Called after the signature held, so the token's parts are QStash's own words. */
function isShortLived(token: string): boolean {
  const [head = "", payload = ""] = token.split(".", 2);
  header.parse(decoded(head));
  const { exp, iat } = claims.parse(decoded(payload));
  const inFuture = iat > Date.now() / 1000 + CLOCK_TOLERANCE_SECONDS;
  return !inFuture && exp - iat <= LONGEST_VALIDITY_SECONDS;
}

function decoded(part: string): unknown {
  return JSON.parse(bytes(part).toString("utf8"));
}

function bytes(part: string): Buffer {
  return Buffer.from(part, "base64url");
}
