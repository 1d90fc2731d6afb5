import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { newSigningSecret } from "@/lib/http/outgoing/sign";
import type { Actor } from "@/lib/jobs/actor";
import { administered } from "./administered";
import { type Endpoint, endpointOf } from "./endpoint";
import { OVERLAP_SECONDS, OVERLAP_SECONDS_MAX } from "./limits";
import { parsed } from "./request";

/** How a secret is replaced. */
export const rotation = z.strictObject({
  overlapSeconds: z.int().min(0).max(OVERLAP_SECONDS_MAX).default(OVERLAP_SECONDS),
});

/**
 * Gives an endpoint a new secret. For the overlap, a day unless the request says otherwise, messages carry a signature of
 * the old one too, so that the receiver can be changed in between; 0 for one that has leaked. A rotation within the
 * overlap of another one ends the oldest secret at once: there are never more than two.
 *
 * @returns the endpoint with its new secret, which is not shown again.
 * @throws {Problem} `not-allowed`, `not-found`, `invalid`. Nothing was written.
 */
export async function rotateSecret(
  actor: Actor,
  endpointId: string,
  body: unknown,
): Promise<Endpoint & { secret: string }> {
  const organizationId = administered(actor);
  const { overlapSeconds } = parsed(rotation, body);
  const secret = newSigningSecret();
  return database().transaction(async (tx) => {
    await endpointOf(tx, organizationId, endpointId, { lock: true });
    await tx.execute(sql`
      update webhook_endpoints
      set previous_secret = secret, secret = ${secret},
        previous_secret_until = clock_timestamp() + make_interval(secs => ${overlapSeconds}::int),
        updated_at = clock_timestamp()
      where endpoint_id = ${endpointId}::uuid`);
    return { ...(await endpointOf(tx, organizationId, endpointId)), secret };
  });
}
