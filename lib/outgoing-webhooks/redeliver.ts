import { database } from "@/lib/db/client";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { ReplayRefused, replayJob } from "@/lib/jobs/operations/replay-job";
import { administered } from "./administered";
import { findDelivery } from "./deliveries";
import { endpointOf } from "./endpoint";

/**
 * Sends one event once more, under the same `webhook-id`: a receiver that had it the first time can tell. A delivery of
 * its own, with all of its tries.
 *
 * @returns the new delivery's id.
 * @throws {Problem} `not-allowed`, `not-found`; `not-ended` while it is still being tried; `invalid` for an endpoint
 * that is disabled.
 */
export async function redeliver(actor: Actor, endpointId: string, deliveryId: string): Promise<string> {
  const organizationId = administered(actor);
  const { enabled } = await endpointOf(database(), organizationId, endpointId);
  const delivery = await findDelivery(database(), { endpointId, organizationId }, deliveryId);
  if (delivery === undefined) throw notFound();
  if (!enabled) throw new Problem("invalid", "The endpoint is disabled. Enable it first.");
  try {
    return await replayJob(deliveryId, { userId: actor.userId, reason: "Redelivered" });
  } catch (error) {
    if (!(error instanceof ReplayRefused)) throw error;
    if (error.reason !== "open") throw notFound();
    throw new Problem("not-ended", "It is still being tried. Wait for its end, then send it once more.");
  }
}

function notFound(): Problem {
  return new Problem("not-found", "The endpoint has no such delivery.");
}
