import { and, eq } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { isInvitationToken } from "./invitation-token";
import type { Invitation } from "./invitations";
import { users } from "./schema";

/**
 * Notes that the person's address is theirs, as the link from an invitation's mail shows.
 *
 * @returns whether it does: the token is that invitation's, and the person signed in with the address it went to.
 */
export async function proveMailbox(userId: number, invitation: Invitation, token: string): Promise<boolean> {
  if (!isInvitationToken(invitation, token)) return false;
  const proved = await database()
    .update(users)
    .set({ emailVerified: true })
    .where(and(eq(users.id, userId), eq(users.email, invitation.email.toLowerCase())))
    .returning({ id: users.id });
  return proved.length > 0;
}
