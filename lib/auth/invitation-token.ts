import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env/env";

/**
 * What the link in an invitation carries: whoever has it can read the mailbox that was invited. Ids of invitations can
 * be guessed, and anybody can sign up with any address, so neither is enough to be let in.
 */
export function invitationToken({ id, email }: { id: number; email: string }): string {
  const key = Buffer.from(hkdfSync("sha256", env().BETTER_AUTH_SECRET, "", "invitations/v1", 32));
  return createHmac("sha256", key).update(`${id}:${email.toLowerCase()}`).digest("base64url");
}

/** Whether the token is that invitation's. */
export function isInvitationToken(invitation: { id: number; email: string }, token: string): boolean {
  const right = Buffer.from(invitationToken(invitation));
  const given = Buffer.from(token);
  return given.length === right.length && timingSafeEqual(given, right);
}
