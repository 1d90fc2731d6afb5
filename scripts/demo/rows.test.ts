import { describe, expect, it } from "vitest";
import type { JobStatus } from "./job-status";
import { rowsOf } from "./rows";
import type { TrackedJob } from "./tracked-job";

describe("the demo's table", () => {
  it("has one row for each label, with counted statuses, summed attempts and median times", () => {
    const crowd = [
      job("crowd", { status: "completed", attempts: [attempt(100, 150)] }),
      job("crowd", { status: "completed", attempts: [attempt(200, 300)] }),
      job("crowd", { status: "processing" }),
    ];
    expect(rowsOf([...crowd, job("one", { status: "pending" })])).toEqual([
      { job: "crowd", status: "2 of 3 completed", attempts: "2", wait: "0.20 s", run: "0.10 s" },
      { job: "one", status: "pending", attempts: "0", wait: "", run: "" },
    ]);
  });

  it("does not hide a failure in a crowd", () => {
    const rows = rowsOf([job("crowd", { status: "completed" }), job("crowd", { status: "failed" })]);
    expect(rows[0]?.status).toBe("1 of 2 completed, 1 failed");
  });

  it("says when a job is tried again", () => {
    const [row] = rowsOf([job("one", { status: "retrying", nextAttemptAt: Date.now() - 1 })]);
    expect(row?.status).toBe("retrying in 0.00 s");
  });

  it("shows an order of which nothing is known yet", () => {
    expect(rowsOf([{ ...job("one", {}), seen: null }])[0]?.status).toBe("ordered");
  });
});

function job(label: string, seen: Partial<JobStatus>): TrackedJob {
  const nothing = { jobId: "a", status: "pending", attempts: [], error: null, createdAt: 0, startedAt: null };
  return {
    label,
    jobId: "a",
    expected: { status: "completed" },
    session: { sendMail: notAsked, jobStatus: notAsked },
    seen: { ...nothing, ...seen },
  };
}

function attempt(startedAt: number, finishedAt: number): JobStatus["attempts"][number] {
  return { outcome: "completed", startedAt, finishedAt, error: null };
}

function notAsked(): Promise<never> {
  return Promise.reject(new Error("a table asks nobody"));
}
