import type { z } from "zod";
import { env } from "@/lib/env/env";
import { EnvironmentError } from "@/lib/env/environment-error";
import { JsonError, parseJson } from "@/lib/http/parse-json";
import { BodyTooLargeError, readBody } from "@/lib/http/read-body";
import { emit } from "@/lib/jobs/events";
import { flushSoon } from "@/lib/jobs/metrics/flush-soon";
import { isSignedByQStash } from "@/lib/qstash/verify-signature";
import { later, never, refused } from "./respond";

/** What unsigned headers say: good for a log or a trace, never for a decision. */
export type Hints = { messageId: string | null; traceParent: string | null };

/** Of a refused delivery's path, in a log line. */
const PATH_LENGTH_MAX = 200;

export type Received<Body> = { body: Body; hints: Hints; refusal: null } | { refusal: Response };

/**
 * Reads, verifies and parses a delivery, in this order, and writes nothing. The same in development and in
 * tests: only the signer differs. Bodies that do not fit `shape` come from QStash but not from us: never again.
 */
export async function receive<Shape extends z.ZodType>(
  request: Request,
  shape: Shape,
  bytesMax: number,
): Promise<Received<z.output<Shape>>> {
  const { pathname, search } = new URL(request.url);
  const refuse = (response: Response, reason: string): { refusal: Response } => {
    // Whoever sends it chooses the path: there is a route for any below /api/jobs/.
    const path = pathname.slice(0, PATH_LENGTH_MAX);
    emit({ name: "delivery-refused", path, status: response.status, reason });
    flushSoon();
    return { refusal: response };
  };
  try {
    // An unsafe configuration must not take deliveries, even if nothing checked it at boot.
    env();
    const text = await readBody(request, bytesMax);
    const signature = request.headers.get("upstash-signature");
    if (!(await isSignedByQStash({ signature, body: text, path: pathname + search }))) {
      return refuse(refused(401, "unauthorized"), "signature");
    }
    const parsed = shape.safeParse(parseJson(text));
    if (!parsed.success) return refuse(never("malformed"), "shape");
    const hints = {
      messageId: hint(request, "upstash-message-id"),
      traceParent: hint(request, "traceparent"),
    };
    return { body: parsed.data, hints, refusal: null };
  } catch (error) {
    if (error instanceof BodyTooLargeError) return refuse(refused(413, "too-large"), "size");
    if (error instanceof JsonError) return refuse(never("malformed"), "json");
    if (error instanceof EnvironmentError) return refuse(later("misconfigured", 60), error.message);
    // The sender went away in the middle of its body: nobody reads this answer.
    return refuse(refused(401, "unauthorized"), "unreadable");
  }
}

function hint(request: Request, name: string): string | null {
  return request.headers.get(name)?.slice(0, 128) ?? null;
}
