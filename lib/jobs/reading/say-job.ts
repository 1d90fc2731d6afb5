import { countdown, duration } from "@/lib/jobs/duration";
import type { EndedRun } from "@/lib/jobs/reading/read-attempts";
import { AHEAD_MAX, type JobDetail } from "@/lib/jobs/reading/read-job";

/** How a job stands, and what happens next by itself or takes a person. */
export type Said = { now: string; next: string | null };

/** What a sentence is made from: the job, how its latest run ended, and whether all of the ledger is certain. */
export type Facts = { job: JobDetail; latest: Pick<EndedRun, "outcome" | "error"> | null };

/** A moment as people of the place read it: `14:03:22`, with the day where it is another one. */
export type Clock = (time: string) => string;

/** A job that is due for longer than this is late, in milliseconds. */
const LATE_MS = 60_000;

/**
 * Plain words about a job: how it stands and why, and what happens next.
 *
 * @param now in milliseconds, by the server's clock.
 */
export function sayJob(facts: Facts, now: number, clock: Clock): Said {
  const { job } = facts;
  switch (job.status) {
    case "pending":
      return sayPending(facts, now, clock);
    case "processing":
      return sayProcessing(job, now, clock);
    case "retrying":
      return sayRetrying(facts, now, clock);
    case "waiting":
      return { now: sayWaiting(job), next: withDeadline(job, "Goes on when the last of them ends.", clock) };
    case "completed":
      return sayCompleted(job);
    case "failed":
    case "timeout":
      return sayFailed(facts, clock);
    case "cancelled":
      return { now: sayCancelled(job, clock), next: secondChance(job) };
  }
}

function sayPending({ job, latest }: Facts, now: number, clock: Clock): Said {
  const parked = sayParked(job);
  if (parked !== null) return { ...parked, next: withDeadline(job, parked.next, clock) };
  const due = job.notBefore ?? job.createdAt;
  const wait = Date.parse(due) - now;
  if (wait > 0) {
    const moment = `in ${countdown(wait)}, at ${clock(due)}`;
    return { now: sayPutOff(job, latest, moment), next: withDeadline(job, whatPauses(job), clock) };
  }
  const begun = job.run > 0 ? "Due to go on" : "Due to start";
  return { now: `${begun}${sayLate(-wait)}.`, next: withDeadline(job, onItsWay(job, now), clock) };
}

function sayParked(job: JobDetail): Said | null {
  switch (job.parkedReason) {
    case null:
      return null;
    case "paused":
      return job.isPaused
        ? { now: `On hold: jobs of ${job.type} are paused.`, next: "Goes on when they are resumed." }
        : { now: "On hold: its type was paused.", next: "The next reconcile lets it go on." };
    case "concurrency":
      return { now: sayLine(job), next: "Its turn comes by itself." };
    case "unknown-type":
      return {
        now: `Waits for a deploy that knows ${job.type}: the one that met it does not.`,
        next: "Goes on once such a deploy is live. If the type is gone for good, cancel it.",
      };
    case "newer-payload":
      return {
        now: `Waits for a newer deploy: its payload has version ${job.payloadVersion}, which the one that met it cannot read.`,
        next: "Goes on once such a deploy is live.",
      };
    default:
      return { now: `On hold: ${job.parkedReason}.`, next: null };
  }
}

function sayLine({ line, concurrencyKey, concurrencyLimit }: JobDetail): string {
  const key = concurrencyKey === null ? "its key" : `the key ${concurrencyKey}`;
  const places = concurrencyLimit === 1 ? "the one place" : `the ${concurrencyLimit ?? ""} places`;
  if (line === null || line.ahead === 0) return `First in line for ${places} of ${key}.`;
  const ahead = line.ahead >= AHEAD_MAX ? `${AHEAD_MAX.toLocaleString("en")} or more` : String(line.ahead);
  return `In line for ${places} of ${key}: ${ahead} ${line.ahead === 1 ? "stands" : "stand"} before it.`;
}

function sayPutOff(job: JobDetail, latest: Facts["latest"], moment: string): string {
  if (latest?.outcome === "deferred") return `Put off: ${reasonOf(job, latest)}. Goes on ${moment}.`;
  if (latest?.outcome === "continued")
    return `Between two parts, ${job.continuations} done so far. Goes on ${moment}.`;
  if (job.run > 0) return `Goes on ${moment}.`;
  return `Scheduled: starts ${moment}.`;
}

function sayLate(overdue: number): string {
  return overdue > LATE_MS ? `, late by ${duration(overdue)}` : "";
}

/** Where the message of a row that is due is. */
function onItsWay(job: JobDetail, now: number): string {
  if (job.isPaused) return `Jobs of ${job.type} are paused: it will be held.`;
  if (job.publishedAt === null && Date.parse(job.publishClaimedUntil ?? job.createdAt) > now)
    return "Its message is about to leave.";
  if (job.publishedAt === null)
    return "Its message has not left yet: the next job that is started takes it along, or the next reconcile.";
  const since = duration(Math.max(0, now - Date.parse(job.publishedAt)));
  return `Its message has been with QStash for ${since}: it comes any moment, or as limits let it.`;
}

function whatPauses(job: JobDetail): string | null {
  return job.isPaused ? `Jobs of ${job.type} are paused: it will be held then.` : null;
}

function sayProcessing(job: JobDetail, now: number, clock: Clock): Said {
  const began = job.runStartedAt ?? job.startedAt ?? job.updatedAt;
  const lease = job.leaseUntil;
  if (lease !== null && Date.parse(lease) < now)
    return {
      now: `Stalled: nothing was heard of its run since ${clock(lease)}. Its process is gone, or stuck.`,
      next: "Its message comes again, or the next reconcile takes it over: nothing is lost.",
    };
  if (job.cancelRequestedAt !== null || job.batch?.isCancelled)
    return {
      now: "Being stopped: somebody asked for it.",
      next: "Its run reads that within ten seconds. If it succeeds first, the job is completed.",
    };
  const limit = new Date(Date.parse(began) + job.timeoutSeconds * 1_000).toISOString();
  const again = job.continuations > 0 ? `, part ${job.continuations + 1}` : "";
  return {
    now: `Running for ${duration(Math.max(0, now - Date.parse(began)))}: try ${tryOf(job, job.attempt)}${again}.`,
    next: withDeadline(job, `Stopped at ${clock(limit)} if it takes that long.`, clock),
  };
}

function sayRetrying(facts: Facts, now: number, clock: Clock): Said {
  const { job } = facts;
  const due = job.nextAttemptAt ?? job.updatedAt;
  const wait = Date.parse(due) - now;
  const isLost = facts.latest?.outcome === "lost";
  const why = isLost ? "its run stopped without a word" : reasonOf(job, facts.latest);
  const which = `try ${tryOf(job, job.attempt + 1)}`;
  if (wait <= 0)
    return {
      now: `Due for ${which}${sayLate(-wait)}: ${why}.`,
      next: withDeadline(job, onItsWay(job, now), clock),
    };
  return {
    now: `Waiting ${countdown(wait)} for ${which}: ${why}.`,
    next: withDeadline(job, `Next try ${clock(due)}.`, clock),
  };
}

function sayWaiting({ waitedBatch }: JobDetail): string {
  if (waitedBatch === null) return "Waits for jobs that it has started.";
  const { total, completed, failed, cancelled } = waitedBatch;
  const parts = [
    `${completed.toLocaleString("en")} done`,
    failed > 0 && `${failed.toLocaleString("en")} failed`,
    cancelled > 0 && `${cancelled.toLocaleString("en")} cancelled`,
    `${(total - completed - failed - cancelled).toLocaleString("en")} to go`,
  ].filter((part) => part !== false);
  return `Waits for ${total.toLocaleString("en")} ${total === 1 ? "job" : "jobs"}: ${parts.join(", ")}.`;
}

function sayCompleted(job: JobDetail): Said {
  const took =
    job.startedAt === null || job.completedAt === null
      ? ""
      : ` in ${duration(Math.max(0, Date.parse(job.completedAt) - Date.parse(job.startedAt)))}`;
  const tries = job.attempt > 1 ? `, on try ${tryOf(job, job.attempt)}` : "";
  const notKept =
    job.resultError === null ? null : `Its result could not be kept: ${withoutStop(job.resultError)}.`;
  return { now: `Completed${took}${tries}.`, next: notKept };
}

function sayFailed({ job, latest }: Facts, clock: Clock): Said {
  const { error } = job;
  const why = reasonOf(job, latest);
  if (error?.code === "outcome_unknown")
    return {
      now: `Failed: ${firstSentence(why)}.`,
      next: job.isUncertain
        ? "Look at the provider's side. If it did happen there, leave the job. If not, an admin may send it once more."
        : secondChance(job),
    };
  if (error?.code === "deadline")
    return {
      now: `Too late: it had to be done by ${job.deadlineAt === null ? "its deadline" : clock(job.deadlineAt)}.`,
      next: secondChance(job),
    };
  if (job.status === "timeout")
    return {
      now: `Took too long: its last run went over ${duration(job.timeoutSeconds * 1_000)}.`,
      next: secondChance(job),
    };
  const tries = job.attempt <= 1 ? "" : ` on try ${tryOf(job, job.attempt)}`;
  return { now: `Failed${tries}: ${why}.`, next: `${whyNoMore(job)} ${secondChance(job)}` };
}

/** Codes with which the engine ends a job, whatever budget is left. */
const OWN_ENDS: Record<string, string> = {
  poison: "Three runs in a row stopped without a word, so there was no fourth.",
  lost: "No try is left.",
  undeliverable: "QStash gave its messages up.",
  exhausted: "No try is left.",
  "type-retired": "Nobody runs its type any more.",
  "payload-tampered": "What is encrypted in its payload was changed, or belongs elsewhere.",
};

function whyNoMore({ attempt, retries, error }: JobDetail): string {
  const own = OWN_ENDS[error?.code ?? ""];
  if (own !== undefined) return own;
  if (attempt <= retries) return "It said that trying again would not help.";
  return attempt <= 1 ? "It is tried only once." : `All ${attempt} tries are used up.`;
}

function sayCancelled(job: JobDetail, clock: Clock): string {
  const when = job.completedAt === null ? "" : ` at ${clock(job.completedAt)}`;
  const how = job.run === 0 ? ", before it ran" : ` after ${runs(job.run)}`;
  return job.batch?.isCancelled ? `Cancelled with its batch${when}${how}.` : `Cancelled${when}${how}.`;
}

function secondChance(job: JobDetail): string {
  return job.payloadErasedAt === null
    ? "Retry it, or replay it with another payload."
    : "Its payload was erased: it cannot be retried, but replayed with a payload that you give.";
}

function withDeadline(job: JobDetail, next: string | null, clock: Clock): string | null {
  if (job.deadlineAt === null) return next;
  const deadline = `It has to be done by ${clock(job.deadlineAt)}.`;
  return next === null ? deadline : `${next} ${deadline}`;
}

function runs(count: number): string {
  return count === 1 ? "one run" : `${count} runs`;
}

function tryOf({ retries }: JobDetail, attempt: number): string {
  return `${attempt} of ${Math.max(attempt, retries + 1)}`;
}

function reasonOf(job: JobDetail, latest: Facts["latest"]): string {
  const message = withoutStop((job.error ?? latest?.error)?.message ?? "");
  return message === "" ? "it was interrupted" : message;
}

function firstSentence(text: string): string {
  return text.split(/\.\s/, 1)[0] ?? text;
}

/** It goes into a sentence of ours; a long one is told in full further down. */
function withoutStop(message: string): string {
  const [line = ""] = message.trim().split("\n");
  return line.length > 240 ? `${line.slice(0, 240)}…` : line.replace(/[.!\s]+$/, "");
}
