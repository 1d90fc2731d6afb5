import { desc, eq, sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { auth } from "./auth";
import { members, organizations } from "./schema";
import { strongestRole } from "./strongest-role";

/** The signed-in person as pages show them. */
export type Person = {
  actor: Actor;
  name: string;
  email: string;
  /** The organization they act for; null for a person without one. */
  organization: { id: number; name: string } | null;
};

/**
 * The signed-in person behind a request; null when nobody is, whatever its cookies say.
 *
 * @throws when the database cannot be asked: that is not the same as nobody.
 */
export async function getPerson(source: Request | Headers): Promise<Person | null> {
  const headers = source instanceof Request ? source.headers : source;
  const found = await auth().api.getSession({ headers });
  if (found === null) return null;
  const { user, session } = found;
  const userId = Number(user.id);
  const membership = await membershipOf(userId, session.activeOrganizationId ?? null);
  return {
    actor: {
      userId,
      organizationId: membership?.organization.id ?? null,
      role: membership === undefined ? null : strongestRole(membership.role),
      staff: user.staff,
    },
    name: user.name,
    email: user.email,
    organization: membership?.organization ?? null,
  };
}

/** The active one, as long as they are in it: somebody removed since falls back to another of theirs. */
async function membershipOf(userId: number, activeId: string | null) {
  const [membership] = await database()
    .select({
      role: members.role,
      organization: { id: organizations.id, name: organizations.name },
    })
    .from(members)
    .innerJoin(organizations, eq(organizations.id, members.organizationId))
    .where(eq(members.userId, userId))
    .orderBy(desc(sql`${members.organizationId}::text is not distinct from ${activeId}`), members.id)
    .limit(1);
  return membership;
}
