import { describe, expect, it } from "vitest";
import { noAnswer } from "../delivery/attempt-result";
import { judge } from "./verdict";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const answer = (status: number, header: Record<string, string> = {}) => ({
  status,
  header: new Map(Object.entries(header).map(([name, value]) => [name, [value]])),
  body: Buffer.alloc(0),
});
const fresh = { spec: { retries: 3 }, retried: 0 };
const wait = (header: Record<string, string>, message = fresh) => judge(answer(503, header), message, NOW);

describe("a verdict", () => {
  it.each([200, 201, 204, 299])("%d is delivered", (status) => {
    expect(judge(answer(status), fresh, NOW)).toEqual({ kind: "delivered" });
  });

  it.each([199, 301, 400, 401, 404, 422, 429, 489, 500])(
    "%d is tried again while there is budget",
    (status) => {
      expect(judge(answer(status), fresh, NOW)).toEqual({ kind: "retry", waitMs: 12_000 });
      expect(judge(answer(status), { ...fresh, retried: 3 }, NOW)).toEqual({ kind: "failed" });
    },
  );

  it("no answer is tried again as well", () => {
    expect(judge(noAnswer("refused"), fresh, NOW)).toEqual({ kind: "retry", waitMs: 12_000 });
  });

  it("only 489 together with its header is final", () => {
    const header = { "Upstash-Nonretryable-Error": "true" };
    expect(judge(answer(489, header), fresh, NOW)).toEqual({ kind: "failed" });
    expect(judge(answer(500, header), fresh, NOW).kind).toBe("retry");
    expect(judge(answer(489, { "Upstash-Nonretryable-Error": "false" }), fresh, NOW).kind).toBe("retry");
  });
});

describe("the wait", () => {
  it.each([
    ["0", 0],
    ["7", 7000],
    ["6m5s", 365_000],
    ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ])("follows Retry-After: %s", (value, waitMs) => {
    expect(wait({ "Retry-After": value })).toEqual({ kind: "retry", waitMs });
  });

  it.each(["86401", "25h", "-5", "soon", "", "Fri, 02 Jan 2026 01:00:00 GMT"])(
    "ignores Retry-After: %j",
    (value) => {
      expect(wait({ "Retry-After": value })).toEqual({ kind: "retry", waitMs: 12_000 });
    },
  );

  it.each(["X-Ratelimit-Reset", "X-Ratelimit-Reset-Requests", "X-Ratelimit-Reset-Tokens"])(
    "follows %s",
    (name) => {
      expect(wait({ [name]: "3" })).toEqual({ kind: "retry", waitMs: 3000 });
    },
  );

  it("comes from Retry-After first, then the other headers, then the expression, then the backoff", () => {
    const spec = { retries: 3, retryDelay: "50 * (1 + retried)" };
    const message = { spec, retried: 1 };
    expect(wait({ "Retry-After": "1", "X-Ratelimit-Reset": "2" }, message)).toMatchObject({ waitMs: 1000 });
    expect(wait({ "Retry-After": "never", "X-Ratelimit-Reset": "2" }, message)).toMatchObject({
      waitMs: 2000,
    });
    expect(wait({}, message)).toMatchObject({ waitMs: 100 });
    expect(wait({}, { ...fresh, retried: 1 })).toMatchObject({ waitMs: 148_000 });
  });
});
