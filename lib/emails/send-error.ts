import type { ErrorResponse } from "resend";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";

const RATE_LIMIT_SECONDS = 1;
const IN_FLIGHT_SECONDS = 2;
const QUOTA_SECONDS = 60 * 60;
const QUOTA_LEAST_SECONDS = 15 * 60;

/** The part of a refused request that decides what happens to the job. */
export type Refusal = { error: ErrorResponse; headers: Readonly<Record<string, string>> | null };

/**
 * What Resend's refusal means for the job (https://resend.com/docs/api-reference/errors):
 *
 * | Resend says | the job |
 * |---|---|
 * | `daily_quota_exceeded`, `monthly_quota_exceeded` | is deferred without using an attempt: an hour, or until the headers say, 15 minutes at least |
 * | `rate_limit_exceeded`, any other 429 | tries again when the headers say, or after a second; on its last attempt it is put off instead (`handlers.ts`) |
 * | `concurrent_idempotent_requests` | the same after two seconds: another run of it is being answered |
 * | `invalid_idempotent_request` | fails: another mail was already accepted under the job's key |
 * | 401, or a complaint about the API key | tries again by the job's backoff: the mail is fine, somebody will mend the key |
 * | any other 4xx | fails: the same request would be refused again |
 * | 5xx, no answer, an answer without a status | tries again by the job's backoff |
 */
export function sendError({ error, headers }: Refusal): Error {
  const { name, statusCode } = error;
  const message = `Resend answered ${statusCode ?? "without a status"}, ${name}: ${error.message}`;
  if (name === "daily_quota_exceeded" || name === "monthly_quota_exceeded") {
    return deferred(message, Math.max(QUOTA_LEAST_SECONDS, retryAfterSeconds(headers, QUOTA_SECONDS)));
  }
  if (name === "rate_limit_exceeded" || statusCode === 429) {
    return later(message, "rate-limited", retryAfterSeconds(headers, RATE_LIMIT_SECONDS));
  }
  if (name === "concurrent_idempotent_requests") return later(message, "send-in-flight", IN_FLIGHT_SECONDS);
  if (name === "invalid_idempotent_request")
    return new NonRetryableError(message, { code: "other-mail-sent" });
  return isClientError(statusCode) && !isAboutTheKey({ name, statusCode })
    ? new NonRetryableError(message, { code: "mail-refused" })
    : new Error(message);
}

/** True when no mail came of the request. A conflict tells of another request under the same key, which may have. */
export function didNothing({ statusCode }: Pick<ErrorResponse, "statusCode">): boolean {
  return isClientError(statusCode) && statusCode !== 408 && statusCode !== 409;
}

function isAboutTheKey({ name, statusCode }: Pick<ErrorResponse, "name" | "statusCode">): boolean {
  return statusCode === 401 || name.endsWith("_api_key");
}

/** Also false for an error body without a status, as something between us and Resend may answer. */
function isClientError(statusCode: number | null): boolean {
  return statusCode !== null && statusCode >= 400 && statusCode < 500;
}

function deferred(message: string, retryAfter: number): RetryAfterError {
  return new RetryAfterError(message, { retryAfter, code: "mail-quota-used-up", usesAttempt: false });
}

function later(message: string, code: string, retryAfter: number): RetryAfterError {
  return new RetryAfterError(message, { retryAfter, code });
}
