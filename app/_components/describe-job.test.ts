import { describe, expect, it } from "vitest";
import type { Outcome } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";
import { isWorthRetrying, type JobWords, describeJob as sentenceOf, shownStatus } from "./describe-job";

/** With spaces where the sentence must not break. */
const describeJob = (job: JobView, now: number, words?: JobWords) =>
  sentenceOf(job, now, words).replaceAll("\u00a0", " ");

const NOW = Date.parse("2026-01-01T12:00:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toISOString();

function attempt(
  number: number,
  message: string | null,
  outcome: Outcome = "retry",
): JobView["attempts"][number] {
  const error = message === null ? null : { code: null, message };
  return { run: number, attempt: number, outcome, startedAt: at(-2), finishedAt: at(-1), error };
}

function job(given: Partial<JobView>): JobView {
  return {
    jobId: "01a2013f-f388-79b7-b611-fb284e5ee3d7",
    type: "send-email",
    status: "pending",
    attempt: 0,
    retries: 3,
    progress: null,
    batch: null,
    isCancelRequested: false,
    isParked: false,
    isInLine: false,
    result: null,
    resultError: null,
    error: null,
    attempts: [],
    createdAt: at(-5),
    notBefore: null,
    startedAt: null,
    nextAttemptAt: null,
    completedAt: null,
    ...given,
  };
}

describe("the sentence about a job", () => {
  it("says which try comes next, why, and when", () => {
    const retrying = job({
      status: "retrying",
      attempt: 1,
      attempts: [attempt(1, "Resend answered 500.")],
      nextAttemptAt: at(7.4),
    });
    expect(describeJob(retrying, NOW)).toBe("Waiting for try 2 of 4: Resend answered 500. Next try in 8 s.");
  });

  it("promises no time that has passed", () => {
    const due = job({ status: "retrying", attempt: 1, nextAttemptAt: at(-1) });
    expect(describeJob(due, NOW)).toBe("Waiting for try 2 of 4: it was interrupted. Next try any moment.");
  });

  it.each([
    ["pending", {}, "Waiting to start."],
    ["scheduled", { notBefore: at(65) }, "Starts in 1 min 5 s."],
    ["pending", { notBefore: at(-1) }, "Waiting to start."],
    ["processing", { status: "processing", attempt: 1 }, "Under way."],
    ["processing", { status: "processing", attempt: 3 }, "Trying again: try 3 of 4."],
    ["completed", { status: "completed", attempt: 1 }, "Done."],
    ["completed", { status: "completed", attempt: 3 }, "Done on try 3 of 4."],
    ["cancelled", { status: "cancelled" }, "Not done: it was cancelled."],
    ["timeout", { status: "timeout", attempt: 4 }, "Not done: it took too long. All 4 tries are used up."],
  ] as const)("of %s %j is %j", (status, given, sentence) => {
    expect(shownStatus(job(given), NOW)).toBe(status);
    expect(describeJob(job(given), NOW)).toBe(sentence);
  });

  it("tells a job that nothing can help from one whose tries are used up", () => {
    const error = { code: "rejected", message: "Resend refused the address!" };
    expect(describeJob(job({ status: "failed", attempt: 1, error }), NOW)).toBe(
      "Not done: Resend refused the address. Trying again would not help.",
    );
    expect(describeJob(job({ status: "failed", attempt: 4, error }), NOW)).toMatch(
      /All 4 tries are used up\.$/,
    );
    expect(describeJob(job({ status: "failed", attempt: 1, retries: 0, error }), NOW)).toMatch(
      /It is tried only once\.$/,
    );
  });

  it("says that a job was put off", () => {
    const deferred = job({
      attempts: [attempt(1, "Resend's daily quota is used up", "deferred")],
      notBefore: at(7_200),
    });
    expect(describeJob(deferred, NOW)).toBe("Put off: Resend's daily quota is used up. Starts in 2 h.");
  });

  it("says that a job goes on, what it waits for, that it is stopped, and that it is on hold", () => {
    const continued = job({ attempts: [attempt(1, null, "continued")], notBefore: at(5) });
    expect(describeJob(continued, NOW)).toBe("Goes on in 5 s.");
    const batch = { total: 10, completed: 2, failed: 1, cancelled: 0 };
    expect(describeJob(job({ status: "waiting", batch }), NOW)).toBe(
      "Waiting for the work it has started: 3 of 10 done.",
    );
    expect(describeJob(job({ status: "processing", isCancelRequested: true }), NOW)).toBe("Being stopped.");
    expect(describeJob(job({ isInLine: true }), NOW)).toBe("In line: another job has to end first.");
    expect(describeJob(job({ isParked: true }), NOW)).toBe("On hold: work of this kind is paused.");
  });

  it("uses the words of the thing that people wait for", () => {
    const words = { pending: "a", starts: "Goes out", processing: "b", done: "Sent", notDone: "Not sent" };
    expect(describeJob(job({ notBefore: at(10) }), NOW, words)).toBe("Goes out in 10 s.");
    expect(describeJob(job({ status: "completed", attempt: 1 }), NOW, words)).toBe("Sent.");
  });
});

describe("starting a job once more", () => {
  it.each([
    [{ status: "failed", attempt: 4 }, true],
    [{ status: "failed", attempt: 1 }, false],
    [{ status: "timeout", attempt: 1 }, true],
    [{ status: "cancelled" }, true],
    [{ status: "completed", attempt: 4 }, false],
    [{ status: "retrying", attempt: 4 }, false],
  ] as const)("of %j is worth trying: %j", (given, expected) => {
    expect(isWorthRetrying(job(given))).toBe(expected);
  });
});
