import { PROBLEMS, type ProblemName } from "./problems";
import { requestIdOf } from "./request-id";

/** One wrong value: where it is in the body (RFC 6901), or which query parameter it is, and what is wrong with it. */
export type ProblemError = { detail: string; pointer?: string; parameter?: string };

/** Most errors listed in one answer. */
const ERRORS_MAX = 20;

/** Thrown anywhere in a route; `answering` turns it into its answer. */
export class Problem extends Error {
  override name = "Problem";
  readonly problem: ProblemName;
  readonly errors: readonly ProblemError[];

  constructor(problem: ProblemName, detail: string, errors: readonly ProblemError[] = []) {
    super(detail);
    this.problem = problem;
    this.errors = errors;
  }
}

/** A problem as `application/problem+json` (RFC 9457). */
export function problemResponse(request: Request, { problem, message, errors }: Problem): Response {
  const { status, title } = PROBLEMS[problem];
  const requestId = requestIdOf(request);
  const body = {
    // Relative to the request (RFC 9457 §3): answers do not need the environment to be right.
    type: `/docs/problems#${problem}`,
    title,
    status,
    detail: message,
    instance: new URL(request.url).pathname,
    ...(errors.length > 0 ? { errors: errors.slice(0, ERRORS_MAX) } : {}),
    requestId,
  };
  const headers = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Request-Id": requestId,
    ...retryAfter(status),
    ...(WANT_BEARER.has(problem) ? { "WWW-Authenticate": "Bearer" } : {}),
  };
  return new Response(JSON.stringify(body), { status, headers });
}

const WANT_BEARER: ReadonlySet<ProblemName> = new Set(["wrong-token", "wrong-api-key"]);

/** Seconds after which it makes sense to ask again. */
function retryAfter(status: number): Record<string, string> {
  if (status === 503) return { "Retry-After": "5" };
  return status === 429 ? { "Retry-After": "30" } : {};
}
