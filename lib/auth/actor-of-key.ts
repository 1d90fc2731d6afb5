import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { hashOf } from "./api-keys/key-text";
import { strongestRole } from "./strongest-role";

/** Whom a key acts as, and what it is for. */
export type KeyHolder = { actor: Actor; scopes: readonly string[] };

const found = z.object({
  keyId: z.coerce.number(),
  userId: z.coerce.number(),
  organizationId: z.coerce.number(),
  role: z.string(),
  scopes: z.array(z.string()),
  isUseNews: z.boolean(),
});

/**
 * Whom a key acts as: who made it, in its organization, with the role they have there now and as no staff. Null for a
 * key that is unknown, expired or revoked, or whose maker has left.
 */
export async function actorOfKey(text: string): Promise<KeyHolder | null> {
  const [key] = await query(
    database(),
    found,
    sql`
      select k.id as "keyId", k.created_by as "userId", k.organization_id as "organizationId", m.role,
        to_json(k.scopes) as scopes, ${isStale(sql`k`)} as "isUseNews"
      from api_keys k
      join members m on m.organization_id = k.organization_id and m.user_id = k.created_by
      where k.hash = ${hashOf(text)} and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > clock_timestamp())`,
  );
  if (key === undefined) return null;
  const { keyId, userId, organizationId, role, scopes, isUseNews } = key;
  if (isUseNews) await noteUse(keyId);
  return { actor: { userId, organizationId, role: strongestRole(role), staff: "none" }, scopes };
}

/** Once a minute, by one of those that come at once; the others do not wait for it. */
async function noteUse(keyId: number): Promise<void> {
  await database().execute(sql`
    update api_keys set last_used_at = clock_timestamp()
    where id = (select id from api_keys k where id = ${keyId}::bigint and ${isStale(sql`k`)} for update skip locked)`);
}

function isStale(key: ReturnType<typeof sql>) {
  return sql`(${key}.last_used_at is null or ${key}.last_used_at < clock_timestamp() - interval '1 minute')`;
}
