import { staffFor } from "@/app/admin/_staff/require-staff";
import { readQuery } from "@/app/admin/jobs/list/read-query";
import { database } from "@/lib/db/client";
import { csv } from "@/lib/exports/formats/csv";
import { answering } from "@/lib/http/answering";
import { attachment } from "@/lib/http/content-disposition";
import type { ListFilter } from "@/lib/jobs/reading/list-filter";
import { listJobs } from "@/lib/jobs/reading/list-jobs";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import { registry } from "@/lib/registry";

const ROWS_MAX = 10_000;
const PAGE = 1_000;

const COLUMNS = [
  "jobId",
  "type",
  "status",
  "attempt",
  "retries",
  "userId",
  "organizationId",
  "batchId",
  "scheduleId",
  "createdAt",
  "startedAt",
  "completedAt",
  "error",
] as const satisfies readonly (keyof ListedJob)[];

const format = csv(false);
const columns = COLUMNS.map((name) => ({ name, type: "text" as const }));

/** The jobs of the list as CSV (RFC 4180), at most 10,000, written page by page. */
export const GET = answering(async (request) => {
  await staffFor("viewer");
  const given = Object.fromEntries(new URL(request.url).searchParams);
  const { filter } = readQuery(given, registry, Date.now());
  const pages = linesOf(filter)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pages.return?.(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": attachment("jobs.csv"),
      "Cache-Control": "no-store",
    },
  });
});

async function* linesOf(filter: ListFilter): AsyncGenerator<string> {
  yield format.head(columns);
  let before: string | undefined;
  for (let rows = 0; rows < ROWS_MAX; ) {
    const { jobs, older } = await listJobs(database(), filter, { before }, PAGE);
    rows += jobs.length;
    if (jobs.length > 0) yield format.rows(jobs.map(cellsOf), columns, rows === jobs.length);
    if (older === null) return;
    before = older;
  }
}

function cellsOf(job: ListedJob): (string | number | null)[] {
  return COLUMNS.map((name) => (name === "error" ? (job.error?.message ?? null) : job[name]));
}
