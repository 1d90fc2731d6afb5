import type { Executor } from "@/lib/db/database";
import { csv } from "@/lib/exports/formats/csv";
import type { ListFilter } from "@/lib/jobs/reading/list-filter";
import { listJobs } from "@/lib/jobs/reading/list-jobs";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";

const ROWS_MAX = 10_000;
const PAGE = 1_000;

/** Pages that are read at most: of a filter that fits few, each is a look at 10,000 jobs. */
const LOOKS_MAX = 100;

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

/**
 * The jobs of a list as CSV (RFC 4180), at most 10,000. A text after each page, if only an empty one, so that who does not
 * want any more is not read for: nothing is after `signal`.
 */
export async function* csvLines(
  executor: Executor,
  filter: ListFilter,
  { signal, looksMax = LOOKS_MAX }: { signal: AbortSignal; looksMax?: number },
): AsyncGenerator<string> {
  yield format.head(columns);
  let before: string | undefined;
  let rows = 0;
  for (let look = 0; look < looksMax && rows < ROWS_MAX && !signal.aborted; look += 1) {
    const { jobs, older } = await listJobs(executor, filter, { before }, PAGE);
    const isFirst = rows === 0;
    rows += jobs.length;
    yield jobs.length === 0 ? "" : format.rows(jobs.map(cellsOf), columns, isFirst);
    if (older === null) return;
    before = older;
  }
}

function cellsOf(job: ListedJob): (string | number | null)[] {
  return COLUMNS.map((name) => (name === "error" ? (job.error?.message ?? null) : job[name]));
}
