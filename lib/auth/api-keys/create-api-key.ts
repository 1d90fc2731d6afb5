import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordActivity } from "@/lib/activity/record-activity";
import { database } from "@/lib/db/client";
import { query, type Transaction } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { hashOf, newKeyText } from "./key-text";
import { mayManageKeys } from "./may-manage-keys";
import { isScope } from "./scopes";

/** Keys of one organization that can be used. */
export const KEYS_MAX = 50;

/** What a key is made from; days to its end, null for none. */
export const newApiKey = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Give the key a name.")
    .max(80, "A name has at most 80 characters.")
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "A name is one line of text."),
  scopes: z
    .array(z.string())
    .transform((given) => given.filter(isScope))
    .refine((given) => given.length > 0, "Choose at least one scope."),
  days: z.int().min(1).max(3_650).nullable(),
});

/**
 * Makes a key that acts as this person in their organization.
 *
 * @returns the key itself, which is not shown again; or why there is none. Then nothing was written.
 */
export async function createApiKey(
  actor: Actor,
  { name, scopes, days }: z.output<typeof newApiKey>,
): Promise<{ text: string } | "not-allowed" | "too-many"> {
  if (!mayManageKeys(actor)) return "not-allowed";
  const { userId, organizationId } = actor;
  const { text, prefix } = newKeyText();
  return await database().transaction(async (tx) => {
    if (!(await hasRoom(tx, organizationId))) return "too-many";
    await tx.execute(sql`
      insert into api_keys (organization_id, created_by, name, prefix, hash, scopes, expires_at)
      values (${organizationId}::bigint, ${userId}::bigint, ${name}, ${prefix}, ${hashOf(text)},
        array[${sql.join(
          scopes.map((scope) => sql`${scope}`),
          sql`, `,
        )}]::text[], clock_timestamp() + make_interval(days => ${days}::int))`);
    const details = { scopes: scopes.join(" "), days };
    await recordActivity(tx, { organizationId, userId, action: "api-key.created", subject: name, details });
    return { text };
  });
}

/** The organization's row is the lock: two creations at once are counted one after the other. Members may still join. */
async function hasRoom(tx: Transaction, organizationId: number): Promise<boolean> {
  await tx.execute(sql`select from organizations where id = ${organizationId}::bigint for no key update`);
  const [row] = await query(
    tx,
    z.object({ count: z.number() }),
    sql`select count(*)::int from api_keys where organization_id = ${organizationId}::bigint
      and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`,
  );
  return (row?.count ?? 0) < KEYS_MAX;
}
