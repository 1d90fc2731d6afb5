import Link from "next/link";
import { CopyButton } from "@/app/admin/jobs/_parts/copy-button";
import type { Names } from "@/lib/auth/names-of";
import { isRevivable, isTerminal } from "@/lib/jobs/lifecycle";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import { ColumnCell } from "./column-cell";
import type { ShownColumns } from "./shown-columns";
import { Standing } from "./standing";
import { hrefOf, type Terms } from "./terms";

type JobRowProps = {
  job: ListedJob;
  names: Names;
  columns: ShownColumns;
  drawnAt: number;
  mayOperate: boolean;
  terms: Terms;
};

const CELL = "px-3 py-2 align-top";

/** One job of the list; the whole of it is on its own page. */
export function JobRow({ job, names, columns, drawnAt, mayOperate, terms }: JobRowProps) {
  const from = hrefOf(terms, {}, "").slice(1);
  return (
    <tr
      data-row={job.jobId}
      className="group hover:bg-accent/40 focus-within:bg-accent/60 has-checked:bg-primary/8"
    >
      {mayOperate && (
        <td className={CELL}>
          <input
            type="checkbox"
            name="id"
            value={job.jobId}
            data-key="x"
            aria-keyshortcuts="x Shift+X"
            title="Select (press x, with Shift all up to it)"
            aria-label={`Select ${job.type} ${shortId(job.jobId)}`}
            className="mt-0.5 size-4 cursor-pointer accent-primary"
          />
        </td>
      )}
      {columns.hasStatus && (
        <td className={`${CELL} max-sm:hidden`}>
          <Standing job={job} now={drawnAt} />
        </td>
      )}
      <td className={`${CELL} max-w-0 min-w-44`}>
        {columns.hasStatus && (
          <div className="sm:hidden">
            <Standing job={job} now={drawnAt} />
          </div>
        )}
        <div className="flex min-w-0 items-center gap-x-2">
          <Link
            href={`/admin/jobs/${job.jobId}${from === "" ? "" : `?from=${encodeURIComponent(from)}`}`}
            prefetch={false}
            data-open
            className="flex min-w-0 items-baseline gap-x-2 rounded-sm"
          >
            <span className="truncate font-medium group-hover:underline">{job.type}</span>
            <code className="font-mono text-xs text-muted-foreground">…{shortId(job.jobId)}</code>
          </Link>
          <span className="-my-1 flex items-center gap-2 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 max-sm:not-focus-within:sr-only pointer-coarse:opacity-100">
            <CopyButton text={job.jobId} label="Copy the id" keyName="y" />
            {mayOperate && <DeedLink job={job} />}
          </span>
        </div>
        <Detail job={job} />
      </td>
      {columns.others.map(({ name, look }) => (
        <td key={name} className={`${CELL} ${look}`}>
          <ColumnCell column={name} job={job} names={names} drawnAt={drawnAt} />
        </td>
      ))}
    </tr>
  );
}

/** The end of an id: its beginning is the time, which jobs of one moment share. */
function shortId(jobId: string): string {
  return jobId.slice(-8);
}

function Detail({ job: { progress, error, status } }: { job: ListedJob }) {
  return (
    <>
      {!isTerminal(status) && progress !== null && (
        <p className="truncate text-xs text-muted-foreground tabular-nums">
          {progress.done.toLocaleString("en")}
          {progress.total !== null && ` of ${progress.total.toLocaleString("en")}`} {progress.message}
        </p>
      )}
      {error !== null && status !== "completed" && (
        <p title={error.message.slice(0, 500)} className="truncate text-xs text-muted-foreground">
          {error.message.slice(0, 200)}
        </p>
      )}
    </>
  );
}

const DEEDS = {
  revive: { label: "Retry", keyName: "r" },
  replay: { label: "Replay", keyName: "p" },
  cancel: { label: "Cancel", keyName: "c" },
} as const;

/** What is done most to a job that stands as this one. */
function DeedLink({ job: { jobId, status } }: { job: ListedJob }) {
  const operation = isRevivable(status) ? "revive" : status === "completed" ? "replay" : "cancel";
  const { label, keyName } = DEEDS[operation];
  return (
    <Link
      href={`/admin/jobs/list/confirm?do=${operation}&id=${jobId}`}
      prefetch={false}
      data-key={keyName}
      aria-keyshortcuts={keyName}
      title={`${label} this job (press ${keyName})`}
      className="rounded-sm text-xs font-medium text-primary underline-offset-4 hover:underline"
    >
      {label}
    </Link>
  );
}
