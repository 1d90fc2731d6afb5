import { inArray } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { organizations, users } from "./schema";

/** What people and organizations are called, by their ids; those that are gone are missing. */
export type Names = { people: Map<number, string>; organizations: Map<number, string> };

/** The names of these; for screens of staff, who see all. */
export async function namesOf(ids: { userIds: number[]; organizationIds: number[] }): Promise<Names> {
  const [people, companies] = await Promise.all([
    ids.userIds.length === 0
      ? []
      : database()
          .select({ id: users.id, name: users.name })
          .from(users)
          .where(inArray(users.id, ids.userIds)),
    ids.organizationIds.length === 0
      ? []
      : database()
          .select({ id: organizations.id, name: organizations.name })
          .from(organizations)
          .where(inArray(organizations.id, ids.organizationIds)),
  ]);
  return {
    people: new Map(people.map(({ id, name }) => [id, name])),
    organizations: new Map(companies.map(({ id, name }) => [id, name])),
  };
}
