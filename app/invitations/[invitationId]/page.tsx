import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { notFound } from "next/navigation";
import { buttonStyle } from "@/app/_components/button-style";
import { SiteHeader } from "@/app/_components/site-header";
import { CredentialsForm } from "@/app/_people/credentials-form";
import { PersonHeader } from "@/app/_people/person-header";
import { getPerson, type Person } from "@/lib/auth/get-person";
import { isInvitationToken } from "@/lib/auth/invitation-token";
import { findInvitation, type Invitation } from "@/lib/auth/invitations";
import { accept, decline } from "./actions";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer", robots: { index: false } };

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

/** Where the link in an invitation's mail leads. Without the token of that mail there is no such page. */
export default async function InvitationPage({
  params,
  searchParams,
}: PageProps<"/invitations/[invitationId]">) {
  const { invitationId } = await params;
  const { token } = await searchParams;
  const invitation = /^\d{1,15}$/.test(invitationId) ? await findInvitation(Number(invitationId)) : null;
  if (invitation === null || typeof token !== "string" || !isInvitationToken(invitation, token)) notFound();
  const person = await getPerson(await headers());
  return (
    <>
      {person === null ? <SiteHeader /> : <PersonHeader person={person} />}
      <main className="mx-auto grid max-w-md grid-cols-1 gap-5 px-4 py-16">
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">
          Join {invitation.organizationName}
        </h1>
        {invitation.status === "pending" ? (
          <>
            <p className="text-muted-foreground">
              {invitation.inviterName} invites {invitation.email} as {invitation.role}, until{" "}
              {DAY.format(invitation.expiresAt)}.
            </p>
            <Answer invitation={invitation} person={person} token={token} />
          </>
        ) : (
          <>
            <p className="text-muted-foreground">{OVER[invitation.status] ?? "This invitation is over."}</p>
            <Link href={person === null ? "/sign-in" : "/mail"} className={`${buttonStyle("outline")} w-fit`}>
              {person === null ? "Sign in" : "Go to your mails"}
            </Link>
          </>
        )}
      </main>
    </>
  );
}

const OVER: Readonly<Record<string, string>> = {
  accepted: "This invitation was accepted.",
  rejected: "This invitation was declined.",
  canceled: "This invitation was taken back.",
  expired: "This invitation is too old. Ask for a new one.",
};

type AnswerProps = { invitation: Invitation; person: Person | null; token: string };

function Answer({ invitation, person, token }: AnswerProps) {
  const here = `/invitations/${invitation.id}?token=${token}`;
  if (person === null) return <WayIn here={here} />;
  if (person.email !== invitation.email.toLowerCase()) {
    return (
      <p className="text-muted-foreground">
        You are signed in as {person.email}. Sign out, and open the link again as {invitation.email}.
      </p>
    );
  }
  const hidden = { id: String(invitation.id), token };
  return (
    <div className="flex flex-wrap gap-3">
      <CredentialsForm action={accept} fields={[]} submit="Join" pending="Joining…" hidden={hidden} />
      <CredentialsForm
        action={decline}
        fields={[]}
        submit="Decline"
        pending="Declining…"
        hidden={hidden}
        variant="outline"
      />
    </div>
  );
}

function WayIn({ here }: { here: string }) {
  const next = `?next=${encodeURIComponent(here)}`;
  return (
    <div className="flex flex-wrap gap-3">
      <Link href={`/sign-up${next}`} className={buttonStyle()}>
        Sign up to join
      </Link>
      <Link href={`/sign-in${next}`} className={buttonStyle("outline")}>
        Sign in
      </Link>
    </div>
  );
}
