import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { buttonStyle } from "@/app/_components/button-style";
import { Notice } from "@/app/_components/notice";
import { isStaff, requireStaff } from "@/app/admin/_staff/require-staff";
import { PageHeading } from "@/app/admin/jobs/_parts/page-heading";
import { namesOf } from "@/lib/auth/names-of";
import { database } from "@/lib/db/client";
import { countByStatus, countJobs } from "@/lib/jobs/reading/count-jobs";
import { findJobIds } from "@/lib/jobs/reading/find-job-ids";
import { type JobPage, listJobs } from "@/lib/jobs/reading/list-jobs";
import { registry } from "@/lib/registry";
import { ColumnChooser } from "./column-chooser";
import { readColumns } from "./columns";
import { EmptyList } from "./empty-list";
import { JobTable } from "./job-table";
import { NewJobs } from "./new-jobs";
import { Outcome } from "./outcome";
import { Pager } from "./pager";
import { type ListQuery, readQuery } from "./read-query";
import { SearchForm } from "./search-form";
import { readSearch } from "./search-text";
import { shownColumns } from "./shown-columns";
import { StatusRail } from "./status-rail";
import { hrefOf, type Terms } from "./terms";
import { Views } from "./views";

export const metadata: Metadata = { title: "Jobs" };

const JOBS_SHOWN = 50;

/** New jobs are counted to this many. */
const NEW_MAX = 100;

export default async function JobsPage({ searchParams }: PageProps<"/admin/jobs/list">) {
  const given = await searchParams;
  const now = requestTime();
  const query = readQuery(given, registry, now);
  const person = await requireStaff("viewer", hrefOf(query.terms));
  const typed = typeof given.q === "string" ? await followSearch(given.q) : [];
  const [page, counts] = await Promise.all([
    listJobs(database(), query.filter, query.place, JOBS_SHOWN),
    countByStatus(database(), query.filter),
  ]);
  const names = await namesOf({
    userIds: idsOf(page, "userId"),
    organizationIds: idsOf(page, "organizationId"),
  });
  const chosen = readColumns(await cookies());
  const objections = [...query.objections, ...typed];
  return (
    <>
      <PageHeading title="Jobs" lead="Every job, newest first. Times are those of your browser.">
        <Views query={hrefOf(query.terms, {}, "").slice(1)} />
        <ColumnChooser chosen={chosen} />
        {/* A file is no page: Next would ask for it twice. */}
        <a href={hrefOf(query.terms, {}, "/admin/jobs/list/csv")} className={buttonStyle("outline", "small")}>
          CSV of these
        </a>
      </PageHeading>
      <Outcome given={given} />
      <SearchForm terms={query.terms} />
      {objections.map((objection) => (
        <Notice key={objection}>{objection}</Notice>
      ))}
      <StatusRail terms={query.terms} counts={counts} />
      <div className="grid grid-cols-1">
        <NewJobs
          terms={query.terms}
          newest={newestShown(query, page)}
          count={await countNew(query, page)}
          isPinned={query.place.upTo !== undefined}
        />
        {page.jobs.length === 0 ? (
          <EmptyList query={query} searchedTo={page.searchedTo} />
        ) : (
          <JobTable
            jobs={page.jobs}
            names={names}
            columns={shownColumns(chosen)}
            terms={query.terms}
            drawnAt={now}
            mayOperate={isStaff(person.actor, "operator")}
          />
        )}
      </div>
      <Pager terms={query.terms} page={page} />
    </>
  );
}

/** What is wrong with what was typed; what is right leads to its own address. */
async function followSearch(text: string): Promise<string[]> {
  const { terms, words, objections } = readSearch(text);
  const [jobId, ...others] = words === "" ? [] : await findJobIds(database(), words);
  if (jobId !== undefined && others.length === 0) redirect(`/admin/jobs/${jobId}`);
  if (jobId !== undefined)
    return [`"${words}" is part of ${others.length + 1} ids: give more digits of the one.`];
  if (objections.length > 0) return objections;
  redirect(hrefOf(withWords(terms, words)));
}

/** Words that are no terms are looked for in error messages. */
function withWords(terms: Terms, words: string): Terms {
  return words === "" || terms.error !== undefined ? terms : { ...terms, error: words.slice(0, 200) };
}

/** Null on later pages: they do not move. */
function newestShown({ place }: ListQuery, { jobs }: JobPage): string | null {
  if (place.before !== undefined || place.after !== undefined) return null;
  return place.upTo ?? jobs[0]?.jobId ?? null;
}

async function countNew({ place, filter }: ListQuery, page: JobPage): Promise<number> {
  if (place.upTo === undefined || page.newer !== null) return 0;
  return (await countJobs(database(), filter, NEW_MAX, { after: place.upTo })).count;
}

function idsOf({ jobs }: JobPage, of: "userId" | "organizationId"): number[] {
  return [...new Set(jobs.map((job) => job[of]).filter((id) => id !== null))];
}

function requestTime(): number {
  return Date.now();
}
