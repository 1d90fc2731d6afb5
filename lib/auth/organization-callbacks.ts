import type { OrganizationOptions } from "better-auth/plugins/organization";
import type { Action } from "@/lib/activity/actions";
import { recordActivity } from "@/lib/activity/record-activity";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import { withinAuthTransaction } from "./auth-transaction";
import { invitationToken } from "./invitation-token";
import { organizationName } from "./mailable-name";
import { withName } from "./with-name";

/** Seven days. */
const INVITATION_SECONDS = 7 * 24 * 60 * 60;

/** What happens beside better-auth's own writes to organizations, in their transaction. */
export const organizationCallbacks = {
  invitationExpiresIn: INVITATION_SECONDS,
  cancelPendingInvitationsOnReInvite: true,
  // Anybody can sign up with any address: only who has the link from the mail is let in (invitation-token.ts).
  requireEmailVerificationOnInvitation: true,
  sendInvitationEmail: ({ id, email, role, organization, inviter, invitation }) =>
    withinAuthTransaction(({ enqueue }) => {
      const acceptUrl = `${env().BASE_URL}/invitations/${id}?token=${invitationToken({ id: Number(id), email })}`;
      const data = {
        inviterName: inviter.user.name,
        organizationName: organization.name,
        role: roleOf(role),
        acceptUrl,
        expiresAt: new Date(invitation.expiresAt).toISOString(),
      };
      return enqueue(
        sendEmail,
        { template: "teamInvitation", to: email, data },
        { actor: { userId: Number(inviter.user.id), organizationId: Number(organization.id) } },
      );
    }),
  organizationHooks: {
    // Invitations carry the name to strangers.
    beforeCreateOrganization: async ({ organization }) => ({
      data: withName(organization, organizationName),
    }),
    beforeUpdateOrganization: async ({ organization }) => ({
      data: withName(organization, organizationName),
    }),
    afterCreateInvitation: ({ invitation, inviter, organization }) =>
      note("member.invited", organization, inviter, invitation.email),
    afterCancelInvitation: ({ invitation, cancelledBy, organization }) =>
      note("invitation.cancelled", organization, cancelledBy, invitation.email),
    afterAcceptInvitation: ({ user, organization }) => note("member.joined", organization, user, user.name),
    afterRemoveMember: ({ user, organization }) => note("member.removed", organization, null, user.name),
    afterUpdateMemberRole: ({ member, user, organization }) =>
      note("member.role-changed", organization, null, `${user.name}: ${member.role}`),
  },
} satisfies OrganizationOptions;

function note(
  action: Action,
  organization: { id: string },
  by: { id: string } | null,
  subject: string,
): Promise<void> {
  return withinAuthTransaction(({ tx }) =>
    recordActivity(tx, {
      organizationId: Number(organization.id),
      userId: by === null ? null : Number(by.id),
      action,
      subject,
    }),
  );
}

/** better-auth keeps several roles as a list; mails name the strongest. */
function roleOf(roles: string): "owner" | "admin" | "member" {
  if (roles.includes("owner")) return "owner";
  return roles.includes("admin") ? "admin" : "member";
}
