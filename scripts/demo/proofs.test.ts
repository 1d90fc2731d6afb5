import { describe, expect, it } from "vitest";
import { proofsOf } from "./proofs";
import type { Story } from "./story";
import { tallyOf } from "./tally";
import type { TrackedJob } from "./tracked-job";

describe("the demo's proofs", () => {
  it("hold when each mail is there once and each job ended as it should", () => {
    const { proofs, tally } = judged({});
    expect(proofs.filter(({ holds }) => !holds)).toEqual([]);
    expect(tally).toEqual({ jobs: { completed: 2, failed: 1 }, mails: 2, duplicates: 0, lost: 0 });
  });

  it("notice a mail that arrived twice", () => {
    const { proofs, tally } = judged({ mails: [mail("a"), mail("a"), mail("b")] });
    expect(tally).toMatchObject({ mails: 3, duplicates: 1, lost: 0 });
    expect(failed(proofs)).toContain("3 mails arrived, each exactly once");
  });

  it("notice a mail that nobody ordered", () => {
    expect(judged({ mails: [mail("a"), mail("b"), mail("stray")] }).tally).toMatchObject({ duplicates: 1 });
  });

  it("notice a mail that is missing", () => {
    const { proofs, tally } = judged({ mails: [mail("a")] });
    expect(tally).toMatchObject({ duplicates: 0, lost: 1 });
    expect(failed(proofs)).toContain("1 mails arrived, each exactly once");
  });

  it("notice a job that ended otherwise, and name it", () => {
    const { proofs } = judged({ jobs: [job("a", "failed", ["failed"])] });
    expect(proofs[0]).toMatchObject({ holds: false, unlike: ["mail: a is failed, attempts: failed"] });
  });

  it("do not count a run that the kill cost as an attempt too many", () => {
    const { proofs } = judged({ jobs: [job("a", "completed", ["lost", "completed"])], mails: [mail("a")] });
    expect(failed(proofs)).toEqual([]);
  });

  it("let a run that the kill cost be one of the tries that were to fail", () => {
    const struck = job("a", "completed", ["lost", "retry", "completed"]);
    struck.expected.attempts = 3;
    const requests = [{ status: 500 }, { status: 429 }, { status: 200 }];
    const { proofs } = judged({ jobs: [struck], mails: [{ ...mail("a"), requests }] });
    expect(failed(proofs)).toEqual([]);
  });

  it("notice attempts that the mail server did not see", () => {
    const twice = job("a", "completed", ["retry", "completed"]);
    twice.expected.attempts = 2;
    const { proofs } = judged({ jobs: [twice], mails: [mail("a")] });
    expect(failed(proofs)).toContain("the API's attempts match the requests that the mail server saw");
  });

  it("notice a kill that came too late to be in the middle", () => {
    expect(failed(judged({ mailsAtKill: 50 }).proofs)[0]).toMatch(/killed in the middle/);
  });

  it("notice a second delivery that was not accepted", () => {
    const redelivered = [...Array.from({ length: 9 }, () => 200), 503];
    expect(failed(judged({ redelivered }).proofs)[0]).toMatch(/delivered twice/);
  });

  it("notice a delayed mail that came early", () => {
    const early = { ...job("a", "completed", ["completed"]), delaySeconds: 2 };
    expect(failed(judged({ jobs: [early], mails: [mail("a")] }).proofs)).toContain(
      "the delayed mail waited 2 s",
    );
  });
});

function judged(parts: Partial<Story>) {
  const story: Story = {
    jobs: [
      job("a", "completed", ["completed"]),
      job("b", "completed", ["completed"]),
      job("c", "failed", ["failed"]),
    ],
    mails: [mail("a"), mail("b")],
    mailsAtKill: 10,
    redelivered: Array.from({ length: 10 }, () => 200),
    ...parts,
  };
  if (story.jobs[2]) story.jobs[2].expected.status = "failed";
  const tally = tallyOf(story);
  return { tally, proofs: proofsOf(story, tally) };
}

function failed(proofs: ReturnType<typeof proofsOf>): string[] {
  return proofs.filter(({ holds }) => !holds).map(({ claim }) => claim);
}

function job(jobId: string, status: string, outcomes: string[]): TrackedJob {
  const attempts = outcomes.map((outcome) => ({ outcome, startedAt: 500, finishedAt: 600, error: null }));
  return {
    label: "mail",
    jobId,
    expected: { status: "completed", attempts: 1 },
    session: { sendMail: notAsked, jobStatus: notAsked },
    seen: { jobId, status, attempts, error: null, createdAt: 0, startedAt: 500 },
  };
}

function mail(jobId: string): Story["mails"][number] {
  return { to: ["member@example.test"], jobId, requests: [{ status: 200 }] };
}

function notAsked(): Promise<never> {
  return Promise.reject(new Error("a proof asks nobody"));
}
