import { describe, expect, it } from "vitest";
import type { JobView } from "@/lib/jobs/view";
import { describeProgress, milestone, percentDone } from "./describe-progress";

function job(given: Partial<JobView>): JobView {
  return {
    jobId: "01a2013f-f388-79b7-b611-fb284e5ee3d7",
    type: "export-data",
    status: "processing",
    attempt: 1,
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
    createdAt: "2026-01-01T12:00:00Z",
    notBefore: null,
    startedAt: null,
    nextAttemptAt: null,
    completedAt: null,
    ...given,
  };
}

const counted = (done: number, total: number | null, message: string | null = "rows") =>
  job({ progress: { done, total, message } });
const said = (job: JobView, msLeft: number | null = null) =>
  describeProgress(job, msLeft, 0)?.replaceAll("\u00a0", " ");

describe("what is said about progress", () => {
  it.each([
    [counted(3_120, 12_000), null, "3,120 of 12,000 rows"],
    [
      counted(3_120, 12_000, "Writing the sheet"),
      41_000,
      "Writing the sheet · 3,120 of 12,000 · about 50 s left",
    ],
    [counted(3_120, null), 41_000, "3,120 rows · about 50 s left"],
    [counted(40, 100, null), null, "40 %"],
    [counted(4, null, "Reading"), null, "Reading"],
    [counted(1, 2), 3_400, "1 of 2 rows · about 4 s left"],
    [counted(1, 2), 200_000, "1 of 2 rows · about 4 min left"],
    [counted(1, 2), -1, "1 of 2 rows"],
  ])("of %j with %j ms left is %j", (job, msLeft, sentence) => {
    expect(said(job, msLeft)).toBe(sentence);
  });

  it("promises no end while nothing runs, and is silent at the end and where nobody knows", () => {
    const progress = { done: 1, total: 2, message: "rows" };
    expect(said(job({ status: "retrying", progress }), 5_000)).toBe("1 of 2 rows");
    expect(said(job({ status: "completed", progress }))).toBeUndefined();
    expect(said(job({}))).toBeUndefined();
  });
});

describe("how far a job is", () => {
  it("counts rows, else the jobs it waits for, and is all of it at the end", () => {
    expect(percentDone(counted(3, 12))).toBe(25);
    expect(percentDone(counted(3, null))).toBeNull();
    const batch = { total: 10, completed: 2, failed: 1, cancelled: 2 };
    expect(percentDone(job({ status: "waiting", batch }))).toBe(50);
    expect(percentDone(job({ status: "failed" }))).toBe(100);
  });

  it("is read out at 0, 25, 50, 75 and 100 percent only", () => {
    expect([null, 0, 24.9, 25, 60, 99, 100].map(milestone)).toEqual([null, 0, 0, 25, 50, 75, 100]);
  });
});
