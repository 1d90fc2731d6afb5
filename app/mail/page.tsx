import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Notice } from "@/app/_components/notice";
import { PersonHeader } from "@/app/_people/person-header";
import { getPerson, type Person } from "@/lib/auth/get-person";
import { listMembers } from "@/lib/auth/members";
import { env } from "@/lib/env/env";
import { MailDesk } from "./mail-desk";
import { recentMails } from "./recent-mails";

export const metadata: Metadata = { title: "Mail" };

/** The list to choose from stays usable in a browser. */
const MEMBERS_SHOWN = 1_000;

export default async function MailPage() {
  const person = await getPerson(await headers());
  if (person === null) redirect("/sign-in?next=%2Fmail");
  const { actor, organization } = person;
  const members = organization === null ? [] : await listMembers(organization.id, MEMBERS_SHOWN);
  const earlier = await recentMails(actor, new Map(members.map(({ email, name }) => [email, name])));
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">Mail</h1>
          <p className="text-muted-foreground">{lead(person)}</p>
        </div>
        <MailDesk
          members={members}
          defaults={{
            senderName: person.name,
            organizationName: organization?.name ?? "",
            baseUrl: env().BASE_URL,
            now: requestTime(),
          }}
          earlier={earlier}
          refusal={refusal(person)}
        />
      </main>
    </>
  );
}

function lead({ organization, actor }: Person): string {
  if (organization === null) return "You are in no organization at the moment.";
  if (actor.role === "member")
    return `Mail of ${organization.name}: what you asked for, and how it is doing.`;
  return `Send a mail to somebody in ${organization.name} and watch it on its way.`;
}

function refusal({ organization, actor }: Person) {
  if (organization === null) {
    return <Notice>Mail goes to members of your organization. Ask somebody to invite you to theirs.</Notice>;
  }
  if (actor.role === "member") {
    return (
      <Notice>
        Owners and admins of {organization.name} may send mail. Ask one of them to make you an admin.
      </Notice>
    );
  }
  return undefined;
}

function requestTime(): number {
  return Date.now();
}
