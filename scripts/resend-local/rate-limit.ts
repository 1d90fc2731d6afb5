import { ResendError } from "./resend-error";

export type RateLimit = {
  /** Counts a request. @returns the headers to send along. @throws {ResendError} 429 beyond the limit. */
  take(): Record<string, string>;
};

/** A fixed window of one second, with the headers of https://resend.com/docs/api-reference/rate-limit. */
export function createRateLimit(options: { perSecond: number | null; now(): number }): RateLimit {
  const { perSecond } = options;
  if (perSecond === null) return { take: () => ({}) };
  let window = 0;
  let used = 0;
  return {
    take() {
      const second = Math.floor(options.now() / 1000);
      used = second === window ? used + 1 : 1;
      window = second;
      const headers = limitHeaders(perSecond, used);
      if (used > perSecond) throw exceeded(headers);
      return headers;
    },
  };
}

function limitHeaders(perSecond: number, used: number): Record<string, string> {
  return {
    "ratelimit-limit": String(perSecond),
    "ratelimit-remaining": String(Math.max(0, perSecond - used)),
    "ratelimit-reset": "1",
  };
}

function exceeded(headers: Record<string, string>): ResendError {
  return new ResendError(
    "rate_limit_exceeded",
    "Too many requests. Please limit the number of requests per second.",
    { headers: { ...headers, "retry-after": "1" } },
  );
}
