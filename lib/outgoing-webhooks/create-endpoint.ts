import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query, type Transaction } from "@/lib/db/database";
import { newSigningSecret } from "@/lib/http/outgoing/sign";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import type { Registry } from "@/lib/jobs/registry";
import { administered } from "./administered";
import { type Endpoint, endpointOf } from "./endpoint";
import { ENDPOINTS_MAX } from "./limits";
import { listen } from "./listen";
import { assertCallable, assertKnown, newEndpoint, parsed } from "./request";
import { textArray } from "./text-array";

/**
 * Makes an endpoint of the person's organization: it hears of jobs whose runs begin from now on.
 *
 * @returns the endpoint with its secret, which is not shown again.
 * @throws {Problem} `not-allowed`, or `invalid` for a request that does not fit, an address that may not be called, or
 * one endpoint too many. Nothing was written.
 */
export async function createEndpoint(
  actor: Actor,
  body: unknown,
  registry: Registry,
): Promise<Endpoint & { secret: string }> {
  const organizationId = administered(actor);
  const { url, description, events, jobTypes } = parsed(newEndpoint, body);
  assertKnown(jobTypes, registry);
  await assertCallable(url);
  const endpointId = uuidv7();
  const secret = newSigningSecret();
  return database().transaction(async (tx) => {
    await assertRoom(tx, organizationId);
    await tx.execute(sql`
      insert into webhook_endpoints (endpoint_id, organization_id, url, description, events, job_types, secret, created_by)
      values (${endpointId}::uuid, ${organizationId}::bigint, ${url}, ${description}, ${textArray(events)},
        ${textArray(jobTypes)}, ${secret}, ${actor.userId}::bigint)`);
    await listen(tx, { endpointId, organizationId, enabled: true, events, jobTypes });
    return { ...(await endpointOf(tx, organizationId, endpointId)), secret };
  });
}

/** The organization's row is the lock: two creations at once are counted one after the other. Members may still join. */
async function assertRoom(tx: Transaction, organizationId: number): Promise<void> {
  await tx.execute(sql`select from organizations where id = ${organizationId}::bigint for no key update`);
  const [row] = await query(
    tx,
    z.object({ count: z.number() }),
    sql`select count(*)::int from webhook_endpoints where organization_id = ${organizationId}::bigint`,
  );
  if ((row?.count ?? 0) < ENDPOINTS_MAX) return;
  throw new Problem("invalid", `An organization has at most ${ENDPOINTS_MAX} endpoints. Delete one first.`);
}
