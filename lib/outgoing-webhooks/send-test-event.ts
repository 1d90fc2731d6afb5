import { database } from "@/lib/db/client";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { enqueue } from "@/lib/jobs/enqueue";
import { administered } from "./administered";
import { endpointOf } from "./endpoint";
import { deliverWebhook } from "./jobs";

/**
 * Sends a `webhook.test` to an endpoint, as a delivery of its own that is tried once.
 *
 * @returns the delivery's id.
 * @throws {Problem} `not-allowed`, `not-found`; `invalid` for an endpoint that is disabled.
 */
export async function sendTestEvent(actor: Actor, endpointId: string): Promise<string> {
  const organizationId = administered(actor);
  const { enabled } = await endpointOf(database(), organizationId, endpointId);
  if (!enabled) throw new Problem("invalid", "The endpoint is disabled. Enable it first.");
  const owner = { userId: actor.userId, organizationId };
  const { jobId } = await enqueue(deliverWebhook, { endpointId }, { actor: owner, retries: 0 });
  return jobId;
}
