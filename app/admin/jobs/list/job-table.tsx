import { buttonStyle } from "@/app/_components/button-style";
import type { Names } from "@/lib/auth/names-of";
import { OPEN_STATUSES, STATUSES } from "@/lib/jobs/lifecycle";
import { ENDS_OF } from "@/lib/jobs/operations/job-filter";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import { JobRow } from "./job-row";
import { Selection } from "./selection";
import type { ShownColumns } from "./shown-columns";
import { hrefOf, statusesOf, type Terms } from "./terms";

type JobTableProps = {
  jobs: readonly ListedJob[];
  names: Names;
  columns: ShownColumns;
  terms: Terms;
  drawnAt: number;
  mayOperate: boolean;
};

/** What can be done to jobs, as the page that asks for a confirmation names it. */
const DEEDS = [
  { operation: "revive", label: "Retry", keyName: "r", to: ENDS_OF.revive },
  { operation: "cancel", label: "Cancel", keyName: "c", to: OPEN_STATUSES },
  { operation: "replay", label: "Replay", keyName: "p", to: ENDS_OF.replay },
] as const;

/** Those that can be done to a job of a list with this term at all. */
function deedsFor({ status }: Terms) {
  const listed: readonly string[] = statusesOf(status) ?? STATUSES;
  return DEEDS.filter(({ to }) => to.some((one) => listed.includes(one)));
}

/** The jobs of a page, each with a box to select it, and what can be done to the selected ones or to all that match. */
export function JobTable({ jobs, names, columns, terms, drawnAt, mayOperate }: JobTableProps) {
  return (
    <form action="/admin/jobs/list/confirm" className="grid min-w-0 gap-3">
      {mayOperate && <Bar terms={terms} />}
      <div className="overflow-x-auto rounded-xl border bg-card">
        <table className="w-full text-sm">
          <thead className="border-b text-left text-xs text-muted-foreground">
            <tr>
              {mayOperate && (
                <th className="w-10 px-3 py-2">
                  <span className="sr-only">Select</span>
                </th>
              )}
              {columns.hasStatus && <th className="px-3 py-2 font-medium max-sm:hidden">Status</th>}
              <th className="w-full px-3 py-2 font-medium">Job</th>
              {columns.others.map(({ name, label, look }) => (
                <th key={name} className={`px-3 py-2 font-medium ${look}`}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y">
            {jobs.map((job) => (
              <JobRow
                key={job.jobId}
                job={job}
                names={names}
                columns={columns}
                drawnAt={drawnAt}
                mayOperate={mayOperate}
                terms={terms}
              />
            ))}
          </tbody>
        </table>
      </div>
    </form>
  );
}

function Bar({ terms }: { terms: Terms }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Selection />
      {deedsFor(terms).map(({ operation, label, keyName }) => (
        <button
          key={operation}
          type="submit"
          name="do"
          value={operation}
          data-selected-key={keyName}
          aria-keyshortcuts={keyName}
          title={`${label} what is selected (press ${keyName})`}
          className={buttonStyle("outline", "small")}
        >
          {label} selected
        </button>
      ))}
      {terms.payload === undefined && <AllMatching terms={terms} />}
    </div>
  );
}

/** What is done to everything that matches is asked for on a page of its own, which counts them. */
function AllMatching({ terms }: { terms: Terms }) {
  if (Object.values(terms).every((value) => value === undefined)) return null;
  return (
    <span className="ml-auto flex flex-wrap items-center gap-x-3 text-sm">
      <span className="text-muted-foreground">All that match:</span>
      {deedsFor(terms).map(({ operation, label }) => (
        <a
          key={operation}
          href={hrefOf(terms, { do: operation, all: "1" }, "/admin/jobs/list/confirm")}
          className="font-medium text-primary underline-offset-4 hover:underline"
        >
          {label}
        </a>
      ))}
    </span>
  );
}
