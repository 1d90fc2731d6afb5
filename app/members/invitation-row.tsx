import type { Invitation } from "@/lib/auth/invitations";
import { cancelInvitation, invite } from "./actions";
import { PersonLine } from "./person-line";
import { RowAction } from "./row-action";

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** Somebody who was invited and has not answered. */
export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, inviterName, expiresAt } = invitation;
  const detail = `Invited by ${inviterName}, until ${DAY.format(expiresAt)}`;
  return (
    <PersonLine title={email} detail={detail} role={role}>
      <RowAction action={invite} hidden={{ email, role }} label="Send again" />
      <RowAction
        action={cancelInvitation}
        hidden={{ id: String(id) }}
        label="Take back"
        question={`Take back the invitation of ${email}?`}
      />
    </PersonLine>
  );
}
