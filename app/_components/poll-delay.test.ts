import { describe, expect, it } from "vitest";
import { pollDelay } from "./poll-delay";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toISOString();
const processing = { status: "processing", notBefore: null, nextAttemptAt: null } as const;
const retrying = (inSeconds: number) =>
  ({ ...processing, status: "retrying", nextAttemptAt: at(inSeconds) }) as const;

describe("the time until the next poll", () => {
  it("grows while nothing changes: 1, 2, 5, 10, 10", () => {
    const delays = [0, 1, 2, 3, 4].map((unchanged) =>
      pollDelay({ job: processing, unchanged, retryAfterSeconds: 0, endsAt: null }, NOW),
    );
    expect(delays).toEqual([1, 2, 5, 10, 10]);
  });

  it("is never shorter than the server asks for", () => {
    expect(pollDelay({ job: processing, unchanged: 0, retryAfterSeconds: 7, endsAt: null }, NOW)).toBe(7);
    expect(pollDelay({ job: retrying(-1), unchanged: 9, retryAfterSeconds: 7, endsAt: null }, NOW)).toBe(7);
  });

  it("ends just after a known moment instead of long after it", () => {
    expect(
      pollDelay({ job: retrying(4), unchanged: 9, retryAfterSeconds: 0, endsAt: null }, NOW),
    ).toBeCloseTo(4.3);
    expect(pollDelay({ job: retrying(60), unchanged: 9, retryAfterSeconds: 0, endsAt: null }, NOW)).toBe(10);
  });

  it("is short right after that moment, and grows again when nothing comes of it", () => {
    expect(pollDelay({ job: retrying(-3), unchanged: 9, retryAfterSeconds: 0, endsAt: null }, NOW)).toBe(1);
    expect(pollDelay({ job: retrying(-30), unchanged: 9, retryAfterSeconds: 0, endsAt: null }, NOW)).toBe(10);
  });

  it("ends just after the end that its pace promises", () => {
    const state = { job: processing, unchanged: 9, retryAfterSeconds: 0 };
    expect(pollDelay({ ...state, endsAt: NOW + 3_000 }, NOW)).toBeCloseTo(3.3);
    expect(pollDelay({ ...state, endsAt: NOW - 3_000 }, NOW)).toBe(1);
    expect(pollDelay({ ...state, endsAt: NOW + 60_000 }, NOW)).toBe(10);
  });
});
