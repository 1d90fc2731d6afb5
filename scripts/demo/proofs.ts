import { type JobStatus, waitMs } from "./job-status";
import type { Mail } from "./mailbox";
import { CROWD_SIZE, DELAY_SECONDS, REDELIVERIES } from "./orders";
import type { Story } from "./story";
import type { Tally } from "./tally";
import type { TrackedJob } from "./tracked-job";

/** A claim, whether it holds, and the jobs that are not as claimed. */
export type Proof = { holds: boolean; claim: string; unlike: string[] };

/** What must be true when the story is over. */
export function proofsOf({ jobs, mails, mailsAtKill, redelivered }: Story, tally: Tally): Proof[] {
  const lostRuns = jobs.flatMap(({ seen }) => seen?.attempts ?? []).filter(isLost).length;
  const keyed = new Map(mails.map((mail) => [mail.jobId, mail]));
  return [
    ofAllJobs(`all ${jobs.length} jobs ended, each as it should`, jobs, endedAsExpected),
    {
      claim: `killed in the middle, after ${mailsAtKill} of ${CROWD_SIZE} mails: ${lostRuns} lost runs were repeated`,
      holds: mailsAtKill > 0 && mailsAtKill < CROWD_SIZE,
      unlike: [],
    },
    {
      claim: `${redelivered.length} messages delivered twice were answered 200 and ran once`,
      holds: redelivered.length === REDELIVERIES && redelivered.every((status) => status === 200),
      unlike: [],
    },
    {
      claim: `${tally.mails} mails arrived, each exactly once`,
      holds: tally.duplicates === 0 && tally.lost === 0,
      unlike: [],
    },
    ofAllJobs("the API's attempts match the requests that the mail server saw", jobs, (job) =>
      attemptsMatch(job, keyed.get(job.jobId)),
    ),
    ofAllJobs(`the delayed mail waited ${DELAY_SECONDS} s`, jobs, waitedAsOrdered),
  ];
}

function ofAllJobs(claim: string, jobs: readonly TrackedJob[], holds: (job: TrackedJob) => boolean): Proof {
  const unlike = jobs.filter((job) => !holds(job));
  return { claim, holds: unlike.length === 0, unlike: unlike.map(describe) };
}

/** A lost run may have met what one of the attempts was to meet, or have died before it. */
function endedAsExpected({ seen, expected }: TrackedJob): boolean {
  if (seen?.status !== expected.status) return false;
  const { attempts = seen.attempts.length } = expected;
  return endedRuns(seen) <= attempts && attempts <= seen.attempts.length;
}

/** Refused for good, a mail is not in the mailbox. A lost run may have died before its request or after it. */
function attemptsMatch({ seen }: TrackedJob, mail: Mail | undefined): boolean {
  if (!mail || !seen) return seen?.status === "failed";
  const requests = mail.requests.length;
  return requests >= endedRuns(seen) && requests <= seen.attempts.length;
}

function waitedAsOrdered({ seen, delaySeconds = 0 }: TrackedJob): boolean {
  return seen !== null && (waitMs(seen) ?? 0) >= delaySeconds * 1000;
}

function endedRuns({ attempts }: JobStatus): number {
  return attempts.filter((attempt) => !isLost(attempt)).length;
}

function isLost({ outcome }: { outcome: string }): boolean {
  return outcome === "lost";
}

function describe({ label, jobId, seen }: TrackedJob): string {
  const attempts = seen?.attempts.map(({ outcome }) => outcome).join(", ") ?? "";
  return `${label}: ${jobId} is ${seen?.status ?? "unseen"}, attempts: ${attempts || "none"}`;
}
