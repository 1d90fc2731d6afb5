import { database } from "@/lib/db/client";
import { DestinationRefused } from "@/lib/http/outgoing/destination-refused";
import { postSigned } from "@/lib/http/outgoing/post-signed";
import { NonRetryableError } from "@/lib/jobs/errors";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { dropStandingFollowUp } from "@/lib/jobs/standing-follow-ups";
import { endEvent, testEvent, type WebhookEvent } from "./event";
import { deliverWebhook } from "./jobs";
import { assertAccepted } from "./judge";
import { noteFailure } from "./note-failure";
import { noteSuccess } from "./note-success";
import { findReceiver, type Receiver } from "./receiver";

/**
 * Sends one event to one endpoint. Run twice it is the same message twice, with the same `webhook-id`, by which
 * receivers tell.
 */
export const handleDeliverWebhook = handle(deliverWebhook, async ({ endpointId, ended }, ctx) => {
  const receiver = await enabledReceiver(endpointId, ctx.actor.organizationId);
  const event = ended === undefined ? testEvent(ctx.jobId, endpointId) : endEvent(ended);
  const began = performance.now();
  const { status } = await send(receiver, event, ctx).catch(async (error: unknown) => {
    // A run that was told to stop knows nothing of the endpoint.
    if (!ctx.signal.aborted) await noteFailure(receiver, error);
    throw error;
  });
  const ms = Math.round(performance.now() - began);
  await noteSuccess(database(), endpointId);
  return { httpStatus: status, ms };
});

async function enabledReceiver(endpointId: string, organizationId: number | null): Promise<Receiver> {
  const receiver = await findReceiver(database(), endpointId, organizationId);
  if (receiver === null) {
    // Its organization was deleted, and the endpoint with it.
    await dropStandingFollowUp(database(), endpointId);
    throw new NonRetryableError("The endpoint was deleted.", { code: "endpoint-deleted" });
  }
  if (receiver.isEnabled) return receiver;
  throw new NonRetryableError("The endpoint is disabled. Enable it and redeliver.", {
    code: "endpoint-disabled",
  });
}

/** @throws what `judge.ts` makes of the answer; {@link NonRetryableError} for an address that may not be called. */
async function send({ url, secrets }: Receiver, { id, body }: WebhookEvent, ctx: JobContext) {
  try {
    const answer = await postSigned({ url, secrets, id, body, signal: ctx.signal });
    assertAccepted(answer, backoffSeconds(ctx.attempt));
    return answer;
  } catch (error) {
    if (!(error instanceof DestinationRefused) || error.reason === "unresolvable") throw error;
    throw new NonRetryableError(error.message, { code: error.code, cause: error });
  }
}

/** As the job's own backoff has it, without its jitter. */
function backoffSeconds(attempt: number): number {
  const { seconds } = deliverWebhook.backoff;
  return seconds[attempt - 1] ?? seconds.at(-1) ?? 0;
}
