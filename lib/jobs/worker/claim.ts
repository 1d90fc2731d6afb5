import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import type { JobDefinition } from "@/lib/jobs/define";
import { emit } from "@/lib/jobs/events";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { OTHER_DEPLOY_SECONDS } from "@/lib/jobs/limits";
import { newestVersion } from "@/lib/jobs/payloads/lift-payload";
import { announceCancelled, followThrough } from "@/lib/jobs/publishing/follow-through";
import { letOnNext } from "@/lib/jobs/publishing/let-on";
import type { JobMessage } from "@/lib/jobs/publishing/message";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim, type HeldRun, type Unclaimed } from "@/lib/jobs/transitions/claim";
import { expire } from "@/lib/jobs/transitions/expire";
import { park, parkForDeploy } from "@/lib/jobs/transitions/park";
import { adopt } from "./adopt";
import { done, later, never } from "./respond";
import { waitInLine } from "./wait-in-line";
import { withDatabase } from "./with-database";

export type ClaimedOrNot = { held: HeldRun } | { held: null; response: Response };

/** Claims the row of a message for `job`'s worker, or says what to answer instead. */
export async function claimRun(
  message: JobMessage,
  job: JobDefinition,
  messageId: string | null,
): Promise<ClaimedOrNot> {
  const { jobId, leg, type } = message;
  const version = newestVersion(job, type);
  if (version === null) return { held: null, response: await strangeType(message, job) };
  const delivery = { jobId, type, leg, claimId: randomUUID(), newestVersion: version };
  const claimRow = () => withDatabase("claim", () => claim(database(), delivery), "throw");
  let answer = await claimRow();
  if (!answer.claimed && answer.found === null) {
    const adopted = await adopt(message, job, messageId);
    if (adopted === "newer") return { held: null, response: later("newer-payload", OTHER_DEPLOY_SECONDS) };
    if (adopted === "adopted") answer = await claimRow();
  }
  if (!answer.claimed) return { held: null, response: await unclaimedResponse(message, type, answer.found) };
  const { held } = answer;
  if (held.tookOverRun !== null) emit({ name: "lost", type, jobId, run: held.tookOverRun });
  const { run, attempt, waitedMs } = held;
  emit({ name: "claimed", type, jobId, run, attempt, leg, waitedMs });
  return { held };
}

/**
 * A message of a type that is not this route's. A job that was enqueued when the route belonged to its type waits for
 * a deploy that knows where it runs now; anything else lies about its job, or came to the wrong route.
 */
async function strangeType(message: JobMessage, { type, endpoint }: JobDefinition): Promise<Response> {
  const { jobId } = message;
  const isParked = await withDatabase(
    "park",
    () => parkForDeploy(database(), message, "unknown-type", endpoint),
    "throw",
  );
  if (isParked) {
    emit({ name: "parked", type: message.type, jobId, reason: "unknown-type" });
    return done("parked");
  }
  emit({ name: "not-claimed", type, jobId, reason: "wrong-type" });
  return never("wrong-type");
}

async function unclaimedResponse(
  message: JobMessage,
  type: string,
  found: Unclaimed | null,
): Promise<Response> {
  const [reason, response] = whyNot(message, type, found);
  emit({ name: "not-claimed", type, jobId: message.jobId, reason });
  if (reason === "cancelled") await cancelNow(message);
  if (reason === "expired") await expireNow(message);
  const key = found?.concurrencyKey ?? null;
  if (reason === "key-taken" && key !== null) return waitInLine(message, key);
  const isParked = reason === "paused" || reason === "newer-payload";
  const answer = isParked ? await parked(message, reason) : response;
  // It may have had its turn, which is the next one's now.
  if (key !== null && !KEEPS_TURN.has(reason)) await letOnNext(key);
  return answer;
}

/** A message that finds one of these says nothing about the row's turn. */
const KEEPS_TURN: ReadonlySet<string> = new Set(["duplicate", "ahead", "running", "early", "wrong-type"]);

async function parked(message: JobMessage, reason: "paused" | "newer-payload"): Promise<Response> {
  const isParked = await withDatabase(
    "park",
    () => (reason === "paused" ? park(database(), message) : parkForDeploy(database(), message, reason)),
    "throw",
  );
  // Resumed or moved on a moment ago, or a run that died holds it still: the same message may come again.
  if (!isParked) return later("not-claimable", 5);
  const { type, jobId } = message;
  emit({ name: "parked", type, jobId, reason });
  return done("parked");
}

/** First reason that holds. A claim that lost a race reads the winner's row here, so each case is ordinary. */
function whyNot(message: JobMessage, type: string, found: Unclaimed | null): [string, Response] {
  if (found === null) return ["unknown", never("unknown-job")];
  if (found.type !== type) return ["wrong-type", never("wrong-type")];
  // A waiting row is woken on a new leg: this message has done its part.
  if (isTerminal(found.status) || found.status === "waiting" || message.leg < found.leg)
    return ["duplicate", done("duplicate")];
  if (message.leg > found.leg) return ["ahead", done("ahead")];
  if (found.leaseLeftSeconds > 0) return ["running", later("running", found.leaseLeftSeconds)];
  if (found.isCancelled) return ["cancelled", done("cancelled")];
  if (found.deadlinePassed) return ["expired", done("expired")];
  if (found.dueInSeconds > 0) return ["early", later("early", found.dueInSeconds)];
  if (found.isPaused) return ["paused", done("parked")];
  if (found.isNewer) return ["newer-payload", done("parked")];
  // QStash gives the message up, and its failure callback ends the job.
  if (found.isSpent) return ["exhausted", never("exhausted")];
  if (found.concurrencyKey !== null) return ["key-taken", done("parked")];
  return ["not-claimable", later("not-claimable", 5)];
}

async function cancelNow({ jobId }: JobMessage): Promise<void> {
  const { moved, consequences } = await withDatabase("cancel", () => cancel(database(), [jobId]), "throw");
  announceCancelled(moved);
  await followThrough(consequences);
}

async function expireNow({ jobId, leg }: JobMessage): Promise<void> {
  const { moved, consequences } = await withDatabase(
    "expire",
    () => expire(database(), [{ jobId, leg }]),
    "throw",
  );
  for (const { type } of moved) emit({ name: "expired", type, jobId });
  await followThrough(consequences);
}
