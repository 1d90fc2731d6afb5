import { env } from "@/lib/env/env";
import { checkDestination, nameOf, type Resolve } from "./destination";
import { type Answer, post } from "./post";
import { isLoopbackAddress } from "./public-address";
import { signatureHeaders } from "./sign";

/** How long an endpoint may take to answer, in milliseconds. */
const ANSWER_MS_MAX = 10_000;

type Message = {
  url: string;
  /** The same for every sending of one message. */
  id: string;
  /** Sent as JSON; keep it small. */
  body: unknown;
  /** `whsec_…`: one, or two while one is being replaced. */
  secrets: readonly string[];
  signal?: AbortSignal;
  /** Default 10,000. */
  timeoutMs?: number;
  /** Default: the system's resolver. */
  resolve?: Resolve;
};

/**
 * Posts a message to somebody's endpoint, signed as Standard Webhooks has it. The address is checked with this very
 * call, and the connection goes to what was checked. Nothing is tried twice, no redirect is followed.
 *
 * @returns the answer, whatever its status.
 * @throws {DestinationRefused} when the address may not be called. {@link NoAnswer} when no answer came.
 */
export async function postSigned({ url, id, body, secrets, signal, ...options }: Message): Promise<Answer> {
  const { timeoutMs = ANSWER_MS_MAX, resolve } = options;
  const destination = await checkDestination(url, {
    allowLoopback: isAppLocal(),
    ...(resolve === undefined ? {} : { resolve }),
  });
  const text = JSON.stringify(body);
  return post(destination, {
    body: text,
    headers: {
      "Content-Type": "application/json",
      "User-Agent": "nextjs-jobs-webhooks",
      ...signatureHeaders({ id, body: text, secrets, at: new Date() }),
    },
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The app itself is on this machine, as in development, tests and the demo: then so may its receivers be. */
export function isAppLocal(): boolean {
  const name = nameOf(new URL(env().BASE_URL));
  return name === "localhost" || name.endsWith(".localhost") || isLoopbackAddress(name);
}
