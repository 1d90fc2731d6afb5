import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import type { JobDefinition } from "@/lib/jobs/define";
import { emit } from "@/lib/jobs/events";
import { announceCancelled, followThrough } from "@/lib/jobs/follow-through";
import { isTerminal } from "@/lib/jobs/lifecycle";
import type { JobMessage } from "@/lib/jobs/message";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim, type HeldRun, type Unclaimed } from "@/lib/jobs/transitions/claim";
import { expire } from "@/lib/jobs/transitions/expire";
import { park } from "@/lib/jobs/transitions/park";
import { adopt } from "./adopt";
import { done, later, never } from "./respond";
import { withDatabase } from "./with-database";

export type ClaimedOrNot = { held: HeldRun } | { held: null; response: Response };

/** Claims the row of a message for `job`'s worker, or says what to answer instead. */
export async function claimRun(
  message: JobMessage,
  job: JobDefinition,
  messageId: string | null,
): Promise<ClaimedOrNot> {
  if (message.type !== job.type) return { held: null, response: wrongType(message, job.type) };
  const { jobId, leg } = message;
  const { type } = job;
  const delivery = { jobId, type, leg, claimId: randomUUID() };
  const claimRow = () => withDatabase("claim", () => claim(database(), delivery), "throw");
  let answer = await claimRow();
  if (!answer.claimed && answer.found === null && (await adopt(message, job, messageId)))
    answer = await claimRow();
  if (!answer.claimed) return { held: null, response: await unclaimedResponse(message, type, answer.found) };
  const { held } = answer;
  if (held.tookOverRun !== null) emit({ name: "lost", type, jobId, run: held.tookOverRun });
  const { run, attempt, waitedMs } = held;
  emit({ name: "claimed", type, jobId, run, attempt, leg, waitedMs });
  return { held };
}

/** A message that lies about its job, or came to a route that is not its job's: nobody looks at the row. */
function wrongType({ jobId }: JobMessage, type: string): Response {
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
  // Resumed a moment ago: the same message may come again.
  if (reason === "paused" && !(await withDatabase("park", () => park(database(), message), "throw")))
    return later("not-claimable", 5);
  return response;
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
  // QStash gives the message up, and its failure callback ends the job.
  if (found.isSpent) return ["exhausted", never("exhausted")];
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
