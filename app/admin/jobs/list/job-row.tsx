import Link from "next/link";
import { Ago } from "@/app/_components/ago";
import { shownStatus } from "@/app/_components/describe-job";
import { StatusBadge } from "@/app/_components/status-badge";
import { CopyButton } from "@/app/admin/jobs/[jobId]/copy-button";
import type { Names } from "@/lib/auth/names-of";
import { duration } from "@/lib/jobs/duration";
import { isRevivable, isTerminal } from "@/lib/jobs/lifecycle";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import { hrefOf, type Terms } from "./terms";

type JobRowProps = { job: ListedJob; names: Names; drawnAt: number; mayOperate: boolean; terms: Terms };

/** A job that is due for longer than this and has not begun is late, in milliseconds. */
const LATE_MS = 60_000;

const CELL = "px-3 py-2 align-top";
const NUMBER = `${CELL} text-right whitespace-nowrap tabular-nums text-muted-foreground`;

/** One job of the list; the whole of it is on its own page. */
export function JobRow({ job, names, drawnAt, mayOperate, terms }: JobRowProps) {
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
      <td className={`${CELL} hidden sm:table-cell`}>
        <Standing job={job} now={drawnAt} />
      </td>
      <td className={`${CELL} max-w-0`}>
        <div className="sm:hidden">
          <Standing job={job} now={drawnAt} />
        </div>
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
      <td className={`${CELL} hidden max-w-44 min-w-32 md:table-cell`}>
        <Owner job={job} names={names} />
      </td>
      <td className={`${NUMBER} hidden lg:table-cell`}>
        {job.run === 0 ? "–" : `${job.attempt}/${job.retries + 1}`}
      </td>
      <td className={`${NUMBER} hidden lg:table-cell`}>{waited(job, drawnAt)}</td>
      <td className={`${NUMBER} hidden sm:table-cell`}>{ran(job, drawnAt)}</td>
      <td className={`${CELL} text-right`}>
        <Ago time={job.createdAt} drawnAt={drawnAt} />
      </td>
    </tr>
  );
}

/** The end of an id: its beginning is the time, which jobs of one moment share. */
function shortId(jobId: string): string {
  return jobId.slice(-8);
}

function Standing({ job, now }: { job: ListedJob; now: number }) {
  return (
    <>
      <StatusBadge status={shownStatus(job, now)} />
      <Badges job={job} now={now} />
    </>
  );
}

function Badges({ job, now }: { job: ListedJob; now: number }) {
  const said = [
    job.isStalled && "Stalled",
    isLate(job, now) && "Late",
    job.isParked && "On hold",
    job.isInLine && "In line",
    job.isCancelRequested && job.completedAt === null && "Stopping",
  ].filter((word) => word !== false);
  return said.map((word) => (
    <span
      key={word}
      className="mt-1 mr-1 inline-block rounded border border-warning/50 px-1 text-xs text-warning"
    >
      {word}
    </span>
  ));
}

function isLate(
  { status, isParked, isInLine, nextAttemptAt, notBefore, createdAt }: ListedJob,
  now: number,
): boolean {
  if ((status !== "pending" && status !== "retrying") || isParked || isInLine) return false;
  return now - Date.parse(nextAttemptAt ?? notBefore ?? createdAt) > LATE_MS;
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

function Owner({ job: { userId, organizationId }, names }: { job: ListedJob; names: Names }) {
  if (userId === null && organizationId === null)
    return <span className="text-muted-foreground">the product</span>;
  const person = userId === null ? null : (names.people.get(userId) ?? `person ${userId}`);
  const organization =
    organizationId === null
      ? null
      : (names.organizations.get(organizationId) ?? `organization ${organizationId}`);
  return (
    <>
      {person !== null && <p className="truncate">{person}</p>}
      {organization !== null && <p className="truncate text-xs text-muted-foreground">{organization}</p>}
    </>
  );
}

function waited({ startedAt, notBefore, createdAt, completedAt }: ListedJob, now: number): string {
  const due = Math.max(Date.parse(createdAt), notBefore === null ? 0 : Date.parse(notBefore));
  const until =
    startedAt === null ? (completedAt === null ? now : Date.parse(completedAt)) : Date.parse(startedAt);
  return until < due ? "–" : duration(until - due);
}

function ran({ status, runStartedAt, completedAt }: ListedJob, now: number): string {
  if (runStartedAt === null) return "–";
  const end = completedAt === null ? (status === "processing" ? now : null) : Date.parse(completedAt);
  return end === null ? "–" : duration(Math.max(0, end - Date.parse(runStartedAt)));
}
