import Link from "next/link";
import { PersonHeader } from "@/app/_people/person-header";
import { PLACES, STAFF_PLACE } from "@/app/_people/places";
import type { Person } from "@/lib/auth/get-person";

/** What each place is for. */
const WORDS: Readonly<Record<string, string>> = {
  "/mail": "Send mail to people of your organization, and see what became of it.",
  "/exports": "Take your organization's data along, as Excel, CSV or JSON.",
  "/reports": "Have a report written and sent to whoever needs it.",
  "/activity": "See who did what.",
  "/members": "Invite people, and decide what they may do.",
  "/api-keys": "Let programs start jobs and ask for them.",
  "/account": "Your name, address and password.",
  "/admin/jobs": "Every job of every organization.",
};

/** The first page of somebody who is signed in. */
export function StartPage({ person }: { person: Person }) {
  const { name, organization, actor } = person;
  const places = [...PLACES, ...(actor.staff === "none" ? [] : [STAFF_PLACE])].filter(
    ({ href }) => href !== "/",
  );
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">Welcome, {name}</h1>
          {organization !== null && (
            <p className="text-muted-foreground wrap-anywhere">{organization.name}</p>
          )}
        </div>
        <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {places.map(({ href, label }) => (
            <li key={href}>
              <Link
                href={href}
                className="grid h-full content-start gap-1 rounded-xl border bg-card p-5 hover:bg-accent"
              >
                <span className="font-medium">{label}</span>
                <span className="text-sm text-pretty text-muted-foreground">{WORDS[href]}</span>
              </Link>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}
