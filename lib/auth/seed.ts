import { hashPassword } from "better-auth/crypto";
import { eq, inArray, sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import type { Database, Transaction } from "@/lib/db/database";
import { DEMO_OWNER, DEMO_PEOPLE } from "./demo-people";
import { accounts, members, organizations, users } from "./schema";

/** Everybody's password in the demo; the launchers print it. */
const DEMO_PASSWORD = "demo-password";
const DEMO_ORGANIZATION = { name: "Analytical Engines", slug: "analytical-engines" };

export type Demo = {
  organization: { id: number; name: string };
  /** The owner's. */
  email: string;
  password: string;
};

/**
 * Makes the demo organization and its people, sends no mail to them, and answers how to sign in. Running it
 * again adds what is missing and sets the passwords back. For the dev and demo launchers only: the password
 * is public.
 */
export async function seedDemo(db: Database = database()): Promise<Demo> {
  const password = await hashPassword(DEMO_PASSWORD);
  const organization = await db.transaction(async (tx) => {
    const userIds = await addPeople(tx);
    await setPasswords(tx, userIds, password);
    return await addOrganization(tx, userIds);
  });
  return { organization, email: DEMO_OWNER.email, password: DEMO_PASSWORD };
}

/** Answers each address's user id. */
async function addPeople(tx: Transaction): Promise<Map<string, number>> {
  const people = DEMO_PEOPLE.map(({ name, email, staff }) => ({ name, email, staff, emailVerified: true }));
  await tx.insert(users).values(people).onConflictDoNothing({ target: users.email });
  const rows = await tx
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(
      inArray(
        users.email,
        people.map(({ email }) => email),
      ),
    );
  return new Map(rows.map(({ id, email }) => [email, id]));
}

/** One hash for all, since hashing is slow on purpose. */
async function setPasswords(tx: Transaction, userIds: Map<string, number>, password: string): Promise<void> {
  const credentials = [...userIds.values()].map((userId) => ({
    userId,
    accountId: String(userId),
    providerId: "credential",
    password,
  }));
  await tx
    .insert(accounts)
    .values(credentials)
    .onConflictDoUpdate({
      target: [accounts.providerId, accounts.accountId],
      set: { password: sql`excluded.password` },
    });
}

async function addOrganization(tx: Transaction, userIds: Map<string, number>): Promise<Demo["organization"]> {
  await tx
    .insert(organizations)
    .values(DEMO_ORGANIZATION)
    .onConflictDoNothing({ target: organizations.slug });
  const [organization] = await tx
    .select({ id: organizations.id, name: organizations.name })
    .from(organizations)
    .where(eq(organizations.slug, DEMO_ORGANIZATION.slug));
  if (organization === undefined) throw new Error("The demo organization went away while it was being made.");
  const memberships = DEMO_PEOPLE.flatMap(({ email, role }) => {
    const userId = userIds.get(email);
    return userId === undefined ? [] : [{ organizationId: organization.id, userId, role }];
  });
  await tx
    .insert(members)
    .values(memberships)
    .onConflictDoNothing({ target: [members.organizationId, members.userId] });
  return organization;
}
