/** Every problem the API answers with; `/docs/problems` shows them, and each answer's `type` points there. */
export const PROBLEMS = {
  "not-signed-in": {
    status: 401,
    title: "Not signed in",
    remedy: "Sign in and send the session cookie along, or send an API key.",
  },
  "wrong-api-key": {
    status: 401,
    title: "Wrong API key",
    remedy:
      "Send the whole key in the header `Authorization: Bearer`. It may have expired or been revoked, or who made it has left: make a new one.",
  },
  "wrong-token": {
    status: 401,
    title: "No token, or a wrong one",
    remedy: "Send the header Authorization: Bearer with the token that the app was given.",
  },
  "not-allowed": {
    status: 403,
    title: "Not allowed",
    remedy: "Ask an owner or admin of your organization, or choose something you may do.",
  },
  "missing-scope": {
    status: 403,
    title: "The API key has not this scope",
    remedy: "Make a key with the scope that the answer names: a key's scopes do not change.",
  },
  "cross-site": {
    status: 403,
    title: "Sent from another site",
    remedy: "Call the API from the app's own pages, or from a program.",
  },
  "not-found": {
    status: 404,
    title: "Not found",
    remedy: "Check the address. What belongs to another organization answers the same.",
  },
  "wrong-method": {
    status: 405,
    title: "Wrong method",
    remedy: "Use one of the methods in the answer's `Allow` header.",
  },
  "unknown-type": {
    status: 404,
    title: "Unknown job type",
    remedy: "Use one of the types that can be dispatched; the answer names the nearest.",
  },
  expired: {
    status: 410,
    title: "Not kept any more",
    remedy: "Files are kept for some days, and a link to one for some minutes. Ask for the file anew.",
  },
  "wrong-signature": {
    status: 400,
    title: "Wrong signature",
    remedy:
      "Sign the very bytes that are sent, with the secret that both sides have, not more than five minutes ago.",
  },
  "not-ended": {
    status: 409,
    title: "Not ended yet",
    remedy: "Wait until it has ended, then ask again.",
  },
  "not-cancellable": {
    status: 409,
    title: "Ended before",
    remedy: "There is nothing left to cancel. Its status says how it ended.",
  },
  "not-retryable": {
    status: 409,
    title: "Completed",
    remedy: "What has completed is not retried. Dispatch it anew to have it once more.",
  },
  "payload-erased": {
    status: 409,
    title: "Its payload is gone",
    remedy: "Payloads of its type are kept for some time only. Dispatch it anew, with a payload.",
  },
  "not-json": {
    status: 400,
    title: "Not JSON",
    remedy: "Send a JSON object, at most 32 levels deep.",
  },
  "wrong-content-type": {
    status: 415,
    title: "Wrong content type",
    remedy: "Send the header Content-Type: application/json.",
  },
  "too-large": {
    status: 413,
    title: "Too large",
    remedy:
      "Send at most 64 KiB, or 1 MiB as a batch; put larger things into storage and send where they are.",
  },
  invalid: {
    status: 422,
    title: "Does not fit",
    remedy: "Correct what `errors` points at.",
  },
  "idempotency-mismatch": {
    status: 422,
    title: "Idempotency key used before",
    remedy: "The key came with another request before. Use a new key for a new request.",
  },
  "too-many-open-jobs": {
    status: 429,
    title: "Too many open jobs",
    remedy: "Wait until some of your organization's jobs have ended, at least as long as Retry-After says.",
  },
  "rate-limited": {
    status: 429,
    title: "Too many requests",
    remedy: "Wait as long as Retry-After says; `RateLimit-Remaining` tells beforehand how many are left.",
  },
  unavailable: {
    status: 503,
    title: "Out of service for a moment",
    remedy: "Send it again after the time in Retry-After; with an Idempotency-Key it is done only once.",
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>;

export type ProblemName = keyof typeof PROBLEMS;
