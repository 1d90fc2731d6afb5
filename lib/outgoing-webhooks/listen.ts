import type { Executor } from "@/lib/db/database";
import { dropStandingFollowUp, standFollowUp } from "@/lib/jobs/standing-follow-ups";
import type { Endpoint } from "./endpoint";
import { deliverWebhook } from "./jobs";

type Listening = Pick<Endpoint, "endpointId" | "enabled" | "events" | "jobTypes"> & {
  organizationId: number;
};

/** Makes deliveries follow what the endpoint wants to hear of, or nothing while it is disabled. */
export async function listen(executor: Executor, endpoint: Listening): Promise<void> {
  const { endpointId, organizationId, enabled, events, jobTypes } = endpoint;
  if (!enabled) return dropStandingFollowUp(executor, endpointId);
  const standing = {
    followUpId: endpointId,
    organizationId,
    onSuccess: events.includes("job.completed"),
    onFailure: events.includes("job.failed"),
    jobTypes,
  };
  await standFollowUp(executor, standing, deliverWebhook, { endpointId });
}
