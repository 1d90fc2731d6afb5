import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Notice } from "@/app/_components/notice";
import { PersonHeader } from "@/app/_people/person-header";
import { getPerson } from "@/lib/auth/get-person";
import { openInvitations } from "@/lib/auth/invitations";
import { listMembers } from "@/lib/auth/members";
import { InvitationRow } from "./invitation-row";
import { InviteForm } from "./invite-form";
import { MemberRow } from "./member-row";

export const metadata: Metadata = { title: "Members" };

/** A list that a browser shows at once. */
const SHOWN = 500;

export default async function MembersPage() {
  const person = await getPerson(await headers());
  if (person === null) redirect("/sign-in?next=%2Fmembers");
  const { organization, actor } = person;
  if (organization === null) redirect("/mail");
  const mayChange = actor.role !== "member";
  const members = await listMembers(organization.id, SHOWN);
  const invitations = mayChange ? await openInvitations(organization.id, SHOWN) : [];
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">Members</h1>
          <p className="text-muted-foreground">Who works in {organization.name}.</p>
        </div>
        <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[22rem_minmax(0,1fr)]">
          <section aria-labelledby="invite" className="grid gap-4 rounded-xl border bg-card p-5">
            <h2 id="invite" className="text-lg font-semibold">
              Invite somebody
            </h2>
            {mayChange ? (
              <InviteForm />
            ) : (
              <Notice>Owners and admins of {organization.name} invite people. Ask one of them.</Notice>
            )}
          </section>
          <div className="grid grid-cols-1 gap-8">
            {invitations.length > 0 && (
              <List title="Invited" count={invitations.length}>
                {invitations.map((invitation) => (
                  <InvitationRow key={invitation.id} invitation={invitation} />
                ))}
              </List>
            )}
            <List title="Members" count={members.length}>
              {members.map((member) => (
                <MemberRow
                  key={member.userId}
                  member={member}
                  mayChange={mayChange && member.userId !== actor.userId && member.role !== "owner"}
                />
              ))}
            </List>
            {members.length === SHOWN && (
              <p className="text-sm text-muted-foreground">Further members are not listed here.</p>
            )}
          </div>
        </div>
      </main>
    </>
  );
}

function List({ title, count, children }: { title: string; count: number; children: React.ReactNode }) {
  return (
    <section aria-label={title} className="grid grid-cols-1 gap-3">
      <h2 className="text-lg font-semibold">
        {title} <span className="font-normal text-muted-foreground tabular-nums">{count}</span>
      </h2>
      <ul className="divide-y rounded-xl border bg-card">{children}</ul>
    </section>
  );
}
