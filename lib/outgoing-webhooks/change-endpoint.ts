import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import type { Registry } from "@/lib/jobs/registry";
import { administered } from "./administered";
import { type Endpoint, endpointOf } from "./endpoint";
import { listen } from "./listen";
import { assertCallable, assertKnown, endpointChanges, parsed } from "./request";
import { textArray } from "./text-array";

/**
 * Changes what the request names of an endpoint: address, description, what it hears of, whether it is enabled. What
 * was disabled for failing begins anew when it is enabled, after its address was checked again.
 *
 * @throws {Problem} `not-allowed`, `not-found`, `invalid`. Nothing was written.
 */
export async function changeEndpoint(
  actor: Actor,
  endpointId: string,
  body: unknown,
  registry: Registry,
): Promise<Endpoint> {
  const organizationId = administered(actor);
  const before = await endpointOf(database(), organizationId, endpointId);
  const changes = parsed(endpointChanges, body);
  assertKnown(changes.jobTypes ?? null, registry);
  if (changes.url !== undefined || changes.enabled) await assertCallable(changes.url ?? before.url);
  return database().transaction(async (tx) => {
    const locked = await endpointOf(tx, organizationId, endpointId, { lock: true });
    const { url = locked.url, description = locked.description, events = locked.events } = changes;
    const { jobTypes = locked.jobTypes, enabled = locked.enabled } = changes;
    await tx.execute(sql`
      update webhook_endpoints
      set url = ${url}, description = ${description}, events = ${textArray(events)},
        job_types = ${textArray(jobTypes)},
        ${toggle(locked.enabled, enabled)} updated_at = clock_timestamp()
      where endpoint_id = ${endpointId}::uuid`);
    await listen(tx, { endpointId, organizationId, enabled, events, jobTypes });
    return endpointOf(tx, organizationId, endpointId);
  });
}

function toggle(wasEnabled: boolean, enabled: boolean) {
  if (wasEnabled === enabled) return sql``;
  return enabled
    ? sql`disabled_at = null, disabled_reason = null, failing_since = null, failures = 0,`
    : sql`disabled_at = clock_timestamp(), disabled_reason = 'by-hand',`;
}
