import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const receiver = z.object({
  endpointId: z.uuid(),
  organizationId: z.number(),
  url: z.string(),
  /** The present one, and the one before it while both sign. */
  secrets: z.array(z.string()).min(1),
  isEnabled: z.boolean(),
});

/** An endpoint as a delivery needs it: its secrets go no further. */
export type Receiver = z.output<typeof receiver>;

/** The endpoint that a delivery of this organization is for; null when it was deleted. */
export async function findReceiver(
  executor: Executor,
  endpointId: string,
  organizationId: number | null,
): Promise<Receiver | null> {
  const [found] = await query(
    executor,
    receiver,
    sql`select endpoint_id as "endpointId", organization_id::int as "organizationId", url,
        case when previous_secret_until > clock_timestamp()
          then array[secret, previous_secret] else array[secret] end as secrets,
        disabled_at is null as "isEnabled"
      from webhook_endpoints
      where endpoint_id = ${endpointId}::uuid and organization_id = ${organizationId}::bigint`,
  );
  return found ?? null;
}
