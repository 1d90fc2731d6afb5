import type { ErrorResponse } from "resend";
import { describe, expect, it } from "vitest";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { didNothing, sendError } from "./send-error";

type Name = ErrorResponse["name"];

function outcome(name: Name, statusCode: number | null, headers: Record<string, string> | null = {}) {
  return sendError({ error: { name, statusCode, message: "why" }, headers });
}

describe("what Resend's refusal means for the job", () => {
  it.each<[Name, number]>([
    ["validation_error", 422],
    ["validation_error", 400],
    ["validation_error", 403],
    ["missing_required_field", 422],
    ["invalid_from_address", 422],
    ["not_found", 404],
    ["invalid_idempotency_key", 400],
    ["invalid_idempotent_request", 409],
  ])("%s with %i fails the job at once", (name, status) => {
    expect(outcome(name, status)).toBeInstanceOf(NonRetryableError);
  });

  it("another mail under the same key has a code of its own", () => {
    expect(outcome("invalid_idempotent_request", 409)).toMatchObject({ code: "other-mail-sent" });
  });

  it.each<[Name, number | null]>([
    ["internal_server_error", 500],
    ["application_error", 502],
    ["application_error", null],
    ["invalid_api_key", 403],
    ["missing_api_key", 401],
    ["restricted_api_key", 401],
  ])("%s with %s is tried again by the job's backoff", (name, status) => {
    const error = outcome(name, status);
    expect(error).not.toBeInstanceOf(NonRetryableError);
    expect(error).not.toBeInstanceOf(RetryAfterError);
  });

  it("a rate limit is tried again when the headers say, or after a second", () => {
    expect(outcome("rate_limit_exceeded", 429, { "retry-after": "7" })).toMatchObject({
      code: "rate-limited",
      retryAfter: 7,
      usesAttempt: true,
    });
    expect(outcome("rate_limit_exceeded", 429, null)).toMatchObject({ retryAfter: 1 });
  });

  it("a 429 of any other name is a rate limit", () => {
    expect(outcome("application_error", 429, { "retry-after": "3" })).toMatchObject({ retryAfter: 3 });
  });

  it.each<[Name]>([["daily_quota_exceeded"], ["monthly_quota_exceeded"]])(
    "%s defers the job without using an attempt, for an hour or until the headers say, never in a loop",
    (name) => {
      expect(outcome(name, 429)).toMatchObject({ retryAfter: 3600, usesAttempt: false });
      expect(outcome(name, 429, { "retry-after": "7200" })).toMatchObject({ retryAfter: 7200 });
      expect(outcome(name, 429, { "retry-after": "1", "ratelimit-reset": "1" })).toMatchObject({
        retryAfter: 900,
      });
    },
  );

  it("a request in flight under the same key is asked again soon", () => {
    expect(outcome("concurrent_idempotent_requests", 409)).toMatchObject({ retryAfter: 2 });
  });

  it.each([400, 401, 403, 404, 422, 429])("%i means that no mail came of it", (statusCode) => {
    expect(didNothing({ statusCode })).toBe(true);
  });

  it.each([408, 409, 500, 502, null])("%s leaves open whether a mail came of it", (statusCode) => {
    expect(didNothing({ statusCode })).toBe(false);
  });

  it("says what came", () => {
    expect(outcome("validation_error", 422).message).toBe("Resend answered 422, validation_error: why");
  });
});
