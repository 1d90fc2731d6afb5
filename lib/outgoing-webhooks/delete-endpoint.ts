import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { dropStandingFollowUp } from "@/lib/jobs/standing-follow-ups";
import { administered } from "./administered";
import { endpointOf } from "./endpoint";

/**
 * Deletes an endpoint. Deliveries that are under way end as `endpoint-deleted` with their next try.
 *
 * @throws {Problem} `not-allowed`, `not-found`.
 */
export async function deleteEndpoint(actor: Actor, endpointId: string): Promise<void> {
  const organizationId = administered(actor);
  await database().transaction(async (tx) => {
    await endpointOf(tx, organizationId, endpointId, { lock: true });
    await dropStandingFollowUp(tx, endpointId);
    await tx.execute(sql`delete from webhook_endpoints where endpoint_id = ${endpointId}::uuid`);
  });
}
