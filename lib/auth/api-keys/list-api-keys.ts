import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";

const isoTime = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .nullable();

const listed = z.object({
  keyId: z.number(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  /** Who made it, and whom it acts as. */
  person: z.string(),
  /** `left` while who made it is no member: such a key is wrong. */
  state: z.enum(["active", "expired", "revoked", "left"]),
  createdAt: z.string().transform((text) => new Date(text).toISOString()),
  lastUsedAt: isoTime,
  expiresAt: isoTime,
  revokedAt: isoTime,
});

/** A key as its organization sees it: nothing by which it could be used. */
export type ListedKey = z.output<typeof listed>;

/** The keys of an organization, those that work first, the newest of them first; at most `limit`. */
export async function listApiKeys(organizationId: number, limit: number): Promise<ListedKey[]> {
  return await query(
    database(),
    listed,
    sql`
      select k.id::float8 as "keyId", k.name, k.prefix, to_json(k.scopes) as scopes, u.name as person,
        case when k.revoked_at is not null then 'revoked' when k.expires_at <= clock_timestamp() then 'expired'
          when m.id is null then 'left' else 'active' end as state,
        k.created_at::text as "createdAt", k.last_used_at::text as "lastUsedAt",
        k.expires_at::text as "expiresAt", k.revoked_at::text as "revokedAt"
      from api_keys k
      join users u on u.id = k.created_by
      left join members m on m.organization_id = k.organization_id and m.user_id = k.created_by
      where k.organization_id = ${organizationId}::bigint
      order by k.revoked_at is not null or coalesce(k.expires_at <= clock_timestamp(), false) or m.id is null, k.id desc
      limit ${limit}`,
  );
}
