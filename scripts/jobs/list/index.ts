import type { Database } from "@/lib/db/database";
import { STATUSES, type Status } from "@/lib/jobs/lifecycle";
import type { JobFilter } from "@/lib/jobs/operations/job-filter";
import { countByStatus, type JobCount } from "@/lib/jobs/reading/count-jobs";
import { type JobPage, listJobs } from "@/lib/jobs/reading/list-jobs";
import { usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { inDatabase } from "@/scripts/jobs/kit/in-database";
import { isWatched, say, sayJson, tell } from "@/scripts/jobs/kit/output";
import {
  asOptions,
  readId,
  readNumber,
  SELECTION,
  type SelectionValues,
  toFilter,
} from "@/scripts/jobs/kit/selection";
import { tsv } from "@/scripts/jobs/kit/table";
import { defineVerb } from "@/scripts/jobs/kit/verb";
import { listTable } from "./list-table";

const LIMIT = 50;

/** `pnpm jobs:list` */
export const verb = defineVerb({
  name: "list",
  takes: "",
  about: `jobs, newest first.

A table on a terminal; elsewhere lines with tabs between id, type, status, attempt, retries, when it was
enqueued, when it ended, error code and error. Counts and where older ones begin go to stderr.`,
  options: {
    ...SELECTION,
    limit: { type: "string", value: "N", says: `so many at most, 1 to 1000; ${LIMIT} without it` },
    cursor: { type: "string", value: "ID", says: "only older ones than this job, as the last page said" },
  },
  needs: "environment",
  async run({ values }) {
    const filter = toFilter(values, "list");
    const limit = readLimit(values.limit);
    const before = readId("cursor", values.cursor, "list");
    const { page, counts } = await inDatabase((db) => read(db, filter, { limit, before }));
    if (values.json) sayJson({ ok: true, ...page, counts: Object.fromEntries(counts) });
    else show(page, counts, values);
    return EXIT.ok;
  },
});

async function read(
  db: Database,
  filter: JobFilter,
  { limit, before }: { limit: number; before?: string | undefined },
) {
  const [page, counts] = await Promise.all([
    listJobs(db, filter, before === undefined ? {} : { before }, limit),
    countByStatus(db, filter),
  ]);
  return { page, counts };
}

function readLimit(text: string | undefined): number {
  const limit = readNumber("limit", text, "list") ?? LIMIT;
  if (limit >= 1 && limit <= 1000) return limit;
  throw usageError(`--limit ${limit} is out of bounds`, "a page has 1 to 1000 jobs", "list");
}

function show(page: JobPage, counts: ReadonlyMap<Status, JobCount>, values: SelectionValues): void {
  if (isWatched) say(page.jobs.length === 0 ? "no such jobs\n" : listTable(page.jobs));
  else say(tsv(page.jobs.map(columns)));
  tell(`  ${countsLine(counts)}${hint(counts, values)}\n`);
  if (page.older !== null) tell(`  ${olderLine(page)} --cursor ${page.older}\n`);
}

function columns({
  jobId,
  type,
  status,
  attempt,
  retries,
  createdAt,
  completedAt,
  error,
}: JobPage["jobs"][number]) {
  return [
    jobId,
    type,
    status,
    attempt,
    retries,
    createdAt,
    completedAt,
    error?.code ?? null,
    error?.message ?? null,
  ];
}

/** `2 failed · 1,204 completed · 3 processing`: of these jobs, whatever their status. */
function countsLine(counts: ReadonlyMap<Status, JobCount>): string {
  const parts = STATUSES.flatMap((status) => {
    const { count, isCapped } = counts.get(status) ?? { count: 0, isCapped: false };
    return count === 0 ? [] : [`${count.toLocaleString("en")}${isCapped ? "+" : ""} ${status}`];
  });
  return parts.length === 0 ? "0 jobs" : parts.join(" · ");
}

function hint(counts: ReadonlyMap<Status, JobCount>, values: SelectionValues): string {
  if ((counts.get("failed")?.count ?? 0) === 0 || values.status?.join() !== "failed") return "";
  return `  →  pnpm jobs:retry ${asOptions(values)}`;
}

function olderLine({ searchedTo }: JobPage): string {
  return searchedTo === null ? "older ones:" : "the search has come so far; it goes on with";
}
