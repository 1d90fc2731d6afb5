import type { PublishBatchRequest } from "@upstash/qstash";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { retryDelayExpression } from "@/lib/jobs/definition/backoff";
import { flowControlOf } from "@/lib/jobs/definition/flow-control";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { DELIVERY_GRACE_SECONDS, SPARE_DELIVERIES } from "@/lib/jobs/limits";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { notePublished, type PublishedLeg } from "@/lib/jobs/transitions/publish";
import { callQStash } from "@/lib/qstash/client";
import { protectionBypass } from "@/lib/qstash/protection-bypass";
import { areMessagesHeld } from "./held-messages";
import type { JobMessage } from "./message";

/** Most messages QStash takes in one call here; its own bound is in bytes (protocol §2.4). */
const BATCH_MAX = 100;

/** Where QStash reports a message that it gave up (protocol §5). */
const FAILURE_PATH = "/api/jobs/failed";

/**
 * Sends the messages of these legs, in batches, and notes which left. Never throws: a message that did not
 * leave stays on its row, which is published again by the next publish or by reconcile. Carries along up to 99
 * rows that others left behind.
 *
 * @returns how many messages QStash took.
 */
export async function publish(legs: readonly Leg[]): Promise<number> {
  if (areMessagesHeld()) return 0;
  announceForeign(legs);
  const first = await publishBatches(legs.filter(mayLeave), BATCH_MAX - 1);
  const second = await publishBatches(first.overdue, 0);
  return first.published + second.published;
}

/**
 * A row that is due too far ahead is held back: it leaves with the reconcile pass that finds it near enough. One in
 * a database of another environment stays where it is.
 */
function mayLeave({ dueInSeconds, foreignOwner }: Leg): boolean {
  return foreignOwner === null && dueInSeconds <= env().QSTASH_MAX_DELAY;
}

function announceForeign(legs: readonly Leg[]): void {
  const held = legs.filter(({ foreignOwner }) => foreignOwner !== null);
  const owner = held[0]?.foreignOwner ?? null;
  if (owner !== null) emit({ name: "foreign-database", owner, messages: held.length });
}

async function publishBatches(
  legs: readonly Leg[],
  carry: number,
): Promise<{ published: number; overdue: Leg[] }> {
  let published = 0;
  const overdue: Leg[] = [];
  for (let start = 0; start < legs.length; start += BATCH_MAX) {
    const batch = legs.slice(start, start + BATCH_MAX);
    try {
      const taken = await sendBatch(batch);
      published += taken.length;
      overdue.push(...(await note(taken, overdue.length === 0 ? carry : 0)));
    } catch (error) {
      emit({ name: "publish-failed", messages: legs.length - start, error: describeError(error).message });
      // QStash is away: the other batches would only wait for it once more each.
      break;
    }
  }
  return { published, overdue };
}

/** A batch that left and could not be noted leaves once more; QStash takes it for the same messages. */
async function note(taken: readonly PublishedLeg[], carry: number): Promise<Leg[]> {
  if (taken.length === 0) return [];
  emit({ name: "published", messages: taken.length });
  try {
    return await notePublished(database(), taken, carry);
  } catch (error) {
    emit({ name: "step-failed", during: "note what was published", error: describeError(error).message });
    return [];
  }
}

/** Each slot of the answer is a message id, a duplicate's id, or an error of this one message (protocol §2.4). */
const slots = z.array(
  z.union([
    z.object({ messageId: z.string().min(1), deduplicated: z.boolean().optional() }),
    z.object({ error: z.string() }),
  ]),
);

async function sendBatch(batch: readonly Leg[]): Promise<PublishedLeg[]> {
  const answer = slots.parse(await callQStash((client) => client.batch(batch.map(message))));
  return batch.flatMap((leg, index) => {
    const slot = answer[index];
    if (slot === undefined || "error" in slot) {
      emit({ name: "publish-failed", messages: 1, error: slot?.error ?? "QStash left its slot out" });
      return [];
    }
    if (slot.deduplicated) emit({ name: "leg-deduplicated", jobId: leg.jobId, leg: leg.leg });
    return [{ jobId: leg.jobId, leg: leg.leg, messageId: slot.messageId }];
  });
}

function message(leg: Leg): PublishBatchRequest {
  const { BASE_URL, JOBS_ENVIRONMENT, JOBS_EPOCH, QSTASH_MAX_RETRIES } = env();
  const body = { v: 1, jobId: leg.jobId, type: leg.type, leg: leg.leg } satisfies JobMessage;
  return {
    url: `${BASE_URL}${leg.endpoint}`,
    method: "POST",
    body: JSON.stringify(body),
    // Rises with the leg: a new message of the same job is never taken for a repetition of the old one.
    deduplicationId: `${JOBS_ENVIRONMENT}-${JOBS_EPOCH}-${leg.jobId}-${leg.leg}`,
    ...(leg.dueInSeconds > 0 ? { delay: leg.dueInSeconds } : {}),
    // The row decides when attempts are used up; answers that are no attempt must not use QStash's budget up.
    retries: Math.min(Math.max(0, leg.maxRetries - leg.attempt) + SPARE_DELIVERIES, QSTASH_MAX_RETRIES),
    retryDelay: retryDelayExpression(leg.backoffSeconds, leg.attempt),
    timeout: leg.timeoutSeconds + DELIVERY_GRACE_SECONDS,
    failureCallback: `${BASE_URL}${FAILURE_PATH}`,
    label: [JOBS_ENVIRONMENT, leg.type],
    ...(leg.flow === null ? {} : { flowControl: flowControlOf(leg.type, leg.flow) }),
    headers: {
      "Content-Type": "application/json",
      // Inherited otherwise, down to none for a job without retries (reliability F7).
      "Upstash-Failure-Callback-Retries": "5",
      ...(leg.traceParent === null ? {} : { "Upstash-Forward-Traceparent": leg.traceParent }),
      ...bypassHeaders(),
    },
  };
}

/** For the job's own deliveries and for its failure callback. */
function bypassHeaders(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(protectionBypass()).flatMap(([name, value]) => [
      [`Upstash-Forward-${name}`, value],
      [`Upstash-Failure-Callback-Forward-${name}`, value],
    ]),
  );
}
