import { and, asc, eq } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { members, users } from "./schema";

/** A person in an organization, as lists show them. */
export type Member = { memberId: number; userId: number; name: string; email: string; role: string };

/** The people of an organization by name, at most `limit` of them. */
export async function listMembers(organizationId: number, limit: number): Promise<Member[]> {
  return await database()
    .select({
      memberId: members.id,
      userId: users.id,
      name: users.name,
      email: users.email,
      role: members.role,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.organizationId, organizationId))
    .orderBy(asc(users.name), asc(users.id))
    .limit(limit);
}

/** Whether a mail address is one of the organization's people: the API sends to nobody else. */
export async function hasMember(organizationId: number, email: string): Promise<boolean> {
  const found = await database()
    .select({ id: members.id })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.organizationId, organizationId), eq(users.email, email.toLowerCase())))
    .limit(1);
  return found.length > 0;
}
