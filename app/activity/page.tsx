import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { buttonStyle } from "@/app/_components/button-style";
import { Notice } from "@/app/_components/notice";
import { PersonHeader } from "@/app/_people/person-header";
import { type ActivityPage as Activity, listActivity } from "@/lib/activity/list-activity";
import { getPerson, type Person } from "@/lib/auth/get-person";
import { listMembers } from "@/lib/auth/members";
import { database } from "@/lib/db/client";
import { ActivityFilter } from "./activity-filter";
import { ActivityList } from "./activity-list";
import { hrefOf, type Query, readQuery } from "./read-query";

export const metadata: Metadata = { title: "Activity" };

const LINES_SHOWN = 50;
/** The list to choose from stays usable in a browser. */
const MEMBERS_SHOWN = 1_000;

export default async function ActivityPage({ searchParams }: PageProps<"/activity">) {
  const query = readQuery(await searchParams);
  const person = await getPerson(await headers());
  if (person === null) redirect(`/sign-in?next=${encodeURIComponent(hrefOf(query.filter, query.place))}`);
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">Activity</h1>
          <p className="text-muted-foreground">{lead(person)}</p>
        </div>
        {person.organization !== null && <Contents organizationId={person.organization.id} query={query} />}
      </main>
    </>
  );
}

function lead({ organization }: Person): string {
  if (organization === null) return "You are in no organization at the moment.";
  return `What was done in ${organization.name}, newest first. Days and times are those of UTC.`;
}

async function Contents({ organizationId, query }: { organizationId: number; query: Query }) {
  const { filter, place, unfit } = query;
  const [members, page] = await Promise.all([
    listMembers(organizationId, MEMBERS_SHOWN),
    listActivity(database(), organizationId, filter, place, LINES_SHOWN),
  ]);
  return (
    <>
      <ActivityFilter filter={filter} members={members} />
      {unfit.length > 0 && (
        <Notice>
          The address has something in it that cannot be meant ({unfit.join(", ")}); it was left out.
        </Notice>
      )}
      {page.lines.length === 0 ? <Empty query={query} /> : <ActivityList lines={page.lines} />}
      <Pages query={query} page={page} />
    </>
  );
}

function Empty({ query: { filter, place } }: { query: Query }) {
  const isFiltered = place !== null || Object.values(filter).some((value) => value !== null);
  return (
    <div className="grid justify-items-center gap-1 rounded-xl border border-dashed px-4 py-14 text-center">
      <p className="font-medium">{isFiltered ? "Nothing fits" : "Nothing yet"}</p>
      <p className="max-w-xs text-sm text-muted-foreground">
        {isFiltered
          ? "Choose a longer time, or anybody and anything."
          : "Exports, invitations and what else people do here will be listed."}
      </p>
    </div>
  );
}

function Pages({ query: { filter, place }, page: { newer, older } }: { query: Query; page: Activity }) {
  if (place === null && older === null) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap gap-2">
      {place !== null && (
        <Link href={hrefOf(filter, null)} className={buttonStyle("outline")}>
          Newest
        </Link>
      )}
      {newer !== null && (
        <Link href={hrefOf(filter, { after: newer })} className={buttonStyle("outline")} rel="prev">
          Newer
        </Link>
      )}
      {older !== null && (
        <Link
          href={hrefOf(filter, { before: older })}
          className={`${buttonStyle("outline")} ml-auto`}
          rel="next"
        >
          Older
        </Link>
      )}
    </nav>
  );
}
