import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordActivity } from "@/lib/activity/record-activity";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { mayManageKeys } from "./may-manage-keys";

/**
 * Ends a key of the person's organization, whoever made it: from the next request on it is wrong.
 *
 * @returns `nothing` for one that is unknown, another organization's, or over already.
 */
export async function revokeApiKey(
  actor: Actor,
  keyId: number,
): Promise<"revoked" | "nothing" | "not-allowed"> {
  if (!mayManageKeys(actor)) return "not-allowed";
  const { userId, organizationId } = actor;
  return await database().transaction(async (tx) => {
    const [key] = await query(
      tx,
      z.object({ name: z.string() }),
      sql`update api_keys set revoked_at = clock_timestamp()
        where id = ${keyId}::bigint and organization_id = ${organizationId}::bigint and revoked_at is null
        returning name`,
    );
    if (key === undefined) return "nothing";
    await recordActivity(tx, { organizationId, userId, action: "api-key.revoked", subject: key.name });
    return "revoked";
  });
}
