import { describe, expect, it } from "vitest";
import { retryAfterSeconds } from "./retry-after";

const NOW = Date.parse("2026-11-22T09:30:00Z");

describe("the provider's wish for the next try", () => {
  it.each([
    ["seconds", { "retry-after": "7" }, 7],
    ["a fraction, rounded up", { "retry-after": "1.2" }, 2],
    ["a date", { "retry-after": "Sun, 22 Nov 2026 09:30:30 GMT" }, 30],
    ["retry-after, whatever the window of the rate limit", { "retry-after": "7", "ratelimit-reset": "3" }, 7],
    ["the default for no header", {}, 60],
    ["the default for an empty header", { "retry-after": " " }, 60],
    ["the default for nonsense", { "retry-after": "soon" }, 60],
    ["at least a second", { "retry-after": "0" }, 1],
    ["at least a second for a date that is over", { "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT" }, 1],
    ["at most a day", { "retry-after": "99999999" }, 86_400],
  ])("is read as %s", (_what, headers, expected) => {
    expect(retryAfterSeconds(headers, 60, NOW)).toBe(expected);
  });

  it("is the default when there was no answer at all", () => {
    expect(retryAfterSeconds(null, 60, NOW)).toBe(60);
  });
});
