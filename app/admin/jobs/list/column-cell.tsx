import { Ago } from "@/app/_components/ago";
import type { Names } from "@/lib/auth/names-of";
import { duration } from "@/lib/jobs/duration";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import type { OtherColumn } from "./shown-columns";

type ColumnCellProps = { column: OtherColumn; job: ListedJob; names: Names; drawnAt: number };

/** What a job has in a column. */
export function ColumnCell({ column, job, names, drawnAt }: ColumnCellProps) {
  switch (column) {
    case "for":
      return <Owner job={job} names={names} />;
    case "try":
      return <Figure>{job.run === 0 ? null : `${job.attempt}/${job.retries + 1}`}</Figure>;
    case "progress":
      return <Figure>{progress(job)}</Figure>;
    case "waited":
      return <Figure>{waited(job, drawnAt)}</Figure>;
    case "ran":
      return <Figure>{ran(job, drawnAt)}</Figure>;
    case "enqueued":
      return <Ago time={job.createdAt} drawnAt={drawnAt} />;
  }
}

function Figure({ children }: { children: string | null }) {
  return <span className="whitespace-nowrap text-muted-foreground tabular-nums">{children ?? "–"}</span>;
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

function progress({ progress }: ListedJob): string | null {
  if (progress === null) return null;
  if (!progress.total) return progress.done.toLocaleString("en");
  return `${Math.floor(Math.min(1, progress.done / progress.total) * 100)} %`;
}

function waited({ startedAt, notBefore, createdAt, completedAt }: ListedJob, now: number): string | null {
  const due = Math.max(Date.parse(createdAt), notBefore === null ? 0 : Date.parse(notBefore));
  const until =
    startedAt === null ? (completedAt === null ? now : Date.parse(completedAt)) : Date.parse(startedAt);
  return until < due ? null : duration(until - due);
}

function ran({ status, runStartedAt, completedAt }: ListedJob, now: number): string | null {
  if (runStartedAt === null) return null;
  const end = completedAt === null ? (status === "processing" ? now : null) : Date.parse(completedAt);
  return end === null ? null : duration(Math.max(0, end - Date.parse(runStartedAt)));
}
