import type { Member } from "@/lib/auth/members";
import { changeRole, removeMember } from "./actions";
import { PersonLine } from "./person-line";
import { RowAction } from "./row-action";

/** Somebody in the organization. */
export function MemberRow({ member, mayChange }: { member: Member; mayChange: boolean }) {
  const { memberId, name, email, role } = member;
  const other = role === "admin" ? "member" : "admin";
  return (
    <PersonLine title={name} detail={email} role={role}>
      {mayChange && (
        <>
          <RowAction
            action={changeRole}
            hidden={{ memberId: String(memberId), role: other }}
            label={`Make ${other}`}
          />
          <RowAction
            action={removeMember}
            hidden={{ email }}
            label="Remove"
            question={`Remove ${name}? They lose access at once.`}
          />
        </>
      )}
    </PersonLine>
  );
}
