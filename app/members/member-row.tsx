import type { Member } from "@/lib/auth/members";
import { removeMember } from "./actions";
import { PersonLine } from "./person-line";
import { RowAction } from "./row-action";

/** Somebody in the organization. */
export function MemberRow({ member, mayRemove }: { member: Member; mayRemove: boolean }) {
  const { name, email, role } = member;
  return (
    <PersonLine title={name} detail={email} role={role}>
      {mayRemove && (
        <RowAction
          action={removeMember}
          hidden={{ email }}
          label="Remove"
          question={`Remove ${name}? They lose access at once.`}
        />
      )}
    </PersonLine>
  );
}
