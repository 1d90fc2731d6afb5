import { shownStatus } from "@/app/_components/describe-job";
import { StatusBadge } from "@/app/_components/status-badge";
import type { ListedJob } from "@/lib/jobs/reading/listed-job";

/** A job that is due for longer than this and has not begun is late, in milliseconds. */
const LATE_MS = 60_000;

/** The status of a job, and what is to be said beside it. */
export function Standing({ job, now }: { job: ListedJob; now: number }) {
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
