import { and, desc, eq, gt, sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { invitations, organizations, users } from "./schema";

/** An invitation as pages show it. */
export type Invitation = {
  id: number;
  email: string;
  role: string;
  /** `expired` is what a pending one has become by its time. */
  status: string;
  expiresAt: Date;
  organizationName: string;
  inviterName: string;
};

const isOver = sql<boolean>`${invitations.expiresAt} <= clock_timestamp()`;

const shown = {
  id: invitations.id,
  email: invitations.email,
  role: sql<string>`coalesce(${invitations.role}, 'member')`,
  status: sql<string>`case when ${invitations.status} = 'pending' and ${isOver} then 'expired' else ${invitations.status} end`,
  expiresAt: invitations.expiresAt,
  organizationName: organizations.name,
  inviterName: users.name,
};

/** The one with this id; null for none. Whoever asks must show by the token that it was mailed to them. */
export async function findInvitation(id: number): Promise<Invitation | null> {
  const [found] = await select().where(eq(invitations.id, id)).limit(1);
  return found ?? null;
}

/** Those of an organization that can still be accepted, newest first, at most `limit` of them. */
export async function openInvitations(organizationId: number, limit: number): Promise<Invitation[]> {
  return await select()
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(invitations.status, "pending"),
        gt(invitations.expiresAt, sql`clock_timestamp()`),
      ),
    )
    .orderBy(desc(invitations.id))
    .limit(limit);
}

function select() {
  return database()
    .select(shown)
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
    .innerJoin(users, eq(users.id, invitations.inviterId));
}
