import { randomUUID } from "node:crypto";
import { members, organizations, users } from "@/lib/auth/schema";
import type { Database } from "@/lib/db/database";
import type { Actor, Role } from "@/lib/jobs/actor";

/** Makes an organization with a person of each of these roles; answers them as actors, in that order. */
export async function makeOrganization(db: Database, roles: readonly Role[] = ["owner"]): Promise<Actor[]> {
  const slug = randomUUID();
  const [organization] = await db
    .insert(organizations)
    .values({ name: "Analytical Engines", slug })
    .returning({ id: organizations.id });
  const actors: Actor[] = [];
  for (const role of roles) {
    const [user] = await db
      .insert(users)
      .values({ name: `The ${role}`, email: `${role}@${slug}.test` })
      .returning({ id: users.id });
    if (organization === undefined || user === undefined) throw new Error("An insert answers with its row.");
    await db.insert(members).values({ organizationId: organization.id, userId: user.id, role });
    actors.push({ userId: user.id, organizationId: organization.id, role, staff: "none" });
  }
  return actors;
}
