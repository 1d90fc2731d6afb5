import { describe, expect, it } from "vitest";
import type { JobDetail } from "@/lib/jobs/reading/read-job";
import { type Facts, type Said, sayJob } from "./say-job";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toISOString();

const JOB: JobDetail = {
  readAt: NOW,
  jobId: "01a2013f-f388-79b7-b611-fb284e5ee3d7",
  type: "send-email",
  status: "pending",
  run: 0,
  attempt: 0,
  retries: 4,
  progress: null,
  error: null,
  userId: null,
  organizationId: null,
  batchId: null,
  parentJobId: null,
  scheduleId: null,
  isCancelRequested: false,
  isParked: false,
  isInLine: false,
  isStalled: false,
  createdAt: at(-5),
  notBefore: null,
  nextAttemptAt: null,
  startedAt: null,
  runStartedAt: null,
  completedAt: null,
  updatedAt: at(-1),
  priority: 0,
  endpoint: "/api/jobs/email",
  leg: 1,
  retryCount: 0,
  continuations: 0,
  maxContinuations: 0,
  rescues: 0,
  revivals: 0,
  timeoutSeconds: 30,
  backoffSeconds: [10],
  payloadVersion: 1,
  payloadErasedAt: null,
  erasePayloadAfterSeconds: null,
  resultError: null,
  followUps: 0,
  parkedReason: null,
  isPaused: false,
  concurrencyKey: null,
  concurrencyLimit: null,
  line: null,
  batch: null,
  waitsFor: null,
  waitedBatch: null,
  replayedFrom: null,
  scheduledFor: null,
  idempotencyKey: null,
  debounceKey: null,
  messageId: null,
  dlqId: null,
  publishedAt: null,
  publishClaimedUntil: null,
  leaseUntil: null,
  deadlineAt: null,
  cancelRequestedAt: null,
  revivedAt: null,
  traceParent: null,
  isUncertain: false,
};

function error(message: string, code: string | null = null) {
  return { message, code };
}

function ended(outcome: "retry" | "deferred" | "continued" | "lost"): Facts["latest"] {
  return { outcome, error: null };
}

/** With spaces where the sentence must not break. */
function say(given: Partial<JobDetail>, latest: Facts["latest"] = null): Said {
  const said = sayJob({ job: { ...JOB, ...given }, latest }, NOW, (time) => time.slice(11, 19));
  return { now: plain(said.now) ?? "", next: plain(said.next) };
}

function plain(text: string | null): string | null {
  return text?.replaceAll("\u00a0", " ") ?? null;
}

const RUNNING = { status: "processing", run: 1, attempt: 1, leaseUntil: at(20) } as const;
const CASES: [string, Partial<JobDetail>, Facts["latest"], string, string | null][] = [
  [
    "a job whose message is on the way",
    { publishedAt: at(-3) },
    null,
    "Due to start.",
    "Its message has been with QStash for 3 s: it comes any moment, or as limits let it.",
  ],
  [
    "a job whose message has not left",
    { createdAt: at(-180) },
    null,
    "Due to start, late by 3 min.",
    "Its message has not left yet: the next job that is started takes it along, or the next reconcile.",
  ],
  [
    "a job that was just started",
    { createdAt: at(0), publishClaimedUntil: at(30) },
    null,
    "Due to start.",
    "Its message is about to leave.",
  ],
  ["a scheduled job", { notBefore: at(65) }, null, "Scheduled: starts in 1 min 5 s, at 12:01:05.", null],
  [
    "a scheduled job of a paused type, with a deadline",
    { notBefore: at(65), isPaused: true, deadlineAt: at(3_600) },
    null,
    "Scheduled: starts in 1 min 5 s, at 12:01:05.",
    "Jobs of send-email are paused: it will be held then. It has to be done by 13:00:00.",
  ],
  [
    "a job that was put off",
    { notBefore: at(65), run: 1, error: error("The provider's quota is used up.") },
    ended("deferred"),
    "Put off: The provider's quota is used up. Goes on in 1 min 5 s, at 12:01:05.",
    null,
  ],
  [
    "a job between two parts",
    { notBefore: at(5), run: 3, continuations: 3 },
    ended("continued"),
    "Between two parts, 3 done so far. Goes on in 5 s, at 12:00:05.",
    null,
  ],
  [
    "a job on hold",
    { parkedReason: "paused", isParked: true, isPaused: true },
    null,
    "On hold: jobs of send-email are paused.",
    "Goes on when they are resumed.",
  ],
  [
    "a job in line",
    {
      parkedReason: "concurrency",
      isInLine: true,
      concurrencyKey: "org:3",
      concurrencyLimit: 2,
      line: { holders: [], ahead: 1 },
    },
    null,
    "In line for the 2 places of the key org:3: 1 stands before it.",
    "Its turn comes by itself.",
  ],
  [
    "the first in line",
    {
      parkedReason: "concurrency",
      concurrencyKey: "org:3",
      concurrencyLimit: 1,
      line: { holders: [], ahead: 0 },
    },
    null,
    "First in line for the one place of the key org:3.",
    "Its turn comes by itself.",
  ],
  [
    "a type that nobody knows",
    { parkedReason: "unknown-type" },
    null,
    "Waits for a deploy that knows send-email: the one that met it does not.",
    "Goes on once such a deploy is live. If the type is gone for good, cancel it.",
  ],
  [
    "a payload of a later deploy",
    { parkedReason: "newer-payload", payloadVersion: 3 },
    null,
    "Waits for a newer deploy: its payload has version 3, which the one that met it cannot read.",
    "Goes on once such a deploy is live.",
  ],
  [
    "a run",
    { ...RUNNING, runStartedAt: at(-12), attempt: 2 },
    null,
    "Running for 12 s: try 2 of 5.",
    "Stopped at 12:00:18 if it takes that long.",
  ],
  [
    "a run that is silent",
    { ...RUNNING, leaseUntil: at(-40) },
    null,
    "Stalled: nothing was heard of its run since 11:59:20. Its process is gone, or stuck.",
    "Its message comes again, or the next reconcile takes it over: nothing is lost.",
  ],
  [
    "a run that is asked to stop",
    { ...RUNNING, cancelRequestedAt: at(-2) },
    null,
    "Being stopped: somebody asked for it.",
    "Its run reads that within ten seconds. If it succeeds first, the job is completed.",
  ],
  [
    "a job between two tries",
    { status: "retrying", attempt: 2, nextAttemptAt: at(43), error: error("Resend answered 429.") },
    ended("retry"),
    "Waiting 43 s for try 3 of 5: Resend answered 429.",
    "Next try 12:00:43.",
  ],
  [
    "a lost run",
    { status: "retrying", attempt: 1, nextAttemptAt: at(-90), publishedAt: at(-5) },
    ended("lost"),
    "Due for try 2 of 5, late by 1 min 30 s: its run stopped without a word.",
    "Its message has been with QStash for 5 s: it comes any moment, or as limits let it.",
  ],
  [
    "a job that waits",
    { status: "waiting", waitedBatch: { total: 12, completed: 7, failed: 1, cancelled: 0 } },
    null,
    "Waits for 12 jobs: 7 done, 1 failed, 4 to go.",
    "Goes on when the last of them ends.",
  ],
  [
    "a completed job",
    { status: "completed", attempt: 2, startedAt: at(-3), completedAt: at(0) },
    null,
    "Completed in 3 s, on try 2 of 5.",
    null,
  ],
  [
    "a result that was lost",
    { status: "completed", attempt: 1, resultError: "It is larger than 64 KiB." },
    null,
    "Completed.",
    "Its result could not be kept: It is larger than 64 KiB.",
  ],
  [
    "a job whose tries are used up",
    { status: "failed", attempt: 5, error: error("Resend answered 500.") },
    null,
    "Failed on try 5 of 5: Resend answered 500.",
    "All 5 tries are used up. Retry it, or replay it with another payload.",
  ],
  [
    "a failure for good",
    { status: "failed", attempt: 1, error: error("No such customer") },
    null,
    "Failed: No such customer.",
    "It said that trying again would not help. Retry it, or replay it with another payload.",
  ],
  [
    "a job that kills its process",
    { status: "failed", attempt: 3, error: error("Run after run stopped.", "poison") },
    ended("lost"),
    "Failed on try 3 of 5: Run after run stopped.",
    "Three runs in a row stopped without a word, so there was no fourth. Retry it, or replay it with another payload.",
  ],
  [
    "an effect of which nobody knows",
    {
      status: "failed",
      attempt: 1,
      isUncertain: true,
      error: error('Nobody knows whether "charge" happened.', "outcome_unknown"),
    },
    null,
    'Failed: Nobody knows whether "charge" happened.',
    "Look at the provider's side. If it did happen there, leave the job. If not, an admin may send it once more.",
  ],
  [
    "a deadline that passed",
    { status: "timeout", deadlineAt: at(-60), error: error("Its deadline passed.", "deadline") },
    null,
    "Too late: it had to be done by 11:59:00.",
    "Retry it, or replay it with another payload.",
  ],
  [
    "a run that took too long",
    { status: "timeout", attempt: 5, error: error("timed out", "timeout") },
    null,
    "Took too long: its last run went over 30 s.",
    "Retry it, or replay it with another payload.",
  ],
  [
    "a cancelled job without its payload",
    { status: "cancelled", completedAt: at(-1), payloadErasedAt: at(0) },
    null,
    "Cancelled at 11:59:59, before it ran.",
    "Its payload was erased: it cannot be retried, but replayed with a payload that you give.",
  ],
  [
    "a job that its batch took along",
    {
      status: "cancelled",
      completedAt: at(-1),
      run: 2,
      batch: { total: 2, completed: 0, failed: 1, cancelled: 1, isCancelled: true },
    },
    null,
    "Cancelled with its batch at 11:59:59 after 2 runs.",
    "Retry it, or replay it with another payload.",
  ],
];

describe("the sentence of the job page", () => {
  it.each(CASES)("about %s", (_, given, latest, now, next) => {
    expect(say(given, latest)).toEqual({ now, next });
  });

  it("cuts a reason that is no sentence", () => {
    const said = say({ status: "failed", error: error(`${"x".repeat(300)}\nsecond line`) });
    expect(said.now).toBe(`Failed: ${"x".repeat(240)}….`);
  });
});
