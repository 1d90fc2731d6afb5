import type { ListedJob } from "@/lib/jobs/reading/listed-job";
import { shortId, statusText } from "@/scripts/jobs/kit/status-text";
import { oneLine, table } from "@/scripts/jobs/kit/table";
import { age } from "@/scripts/jobs/kit/times";

/** Jobs as a table for a terminal. */
export function listTable(jobs: readonly ListedJob[]): string {
  return table(["STATUS", "TYPE", "ID", "TRIES", "AGE", ""], jobs.map(row));
}

function row(job: ListedJob): string[] {
  const { status, type, jobId, attempt, retries, createdAt } = job;
  return [
    statusText(status),
    oneLine(type),
    shortId(jobId),
    `${attempt}/${retries + 1}`,
    age(createdAt),
    remark(job),
  ];
}

/** What most concerns whoever looks at it. */
function remark({
  error,
  isStalled,
  isCancelRequested,
  isParked,
  isInLine,
  progress,
  nextAttemptAt,
}: ListedJob): string {
  if (isStalled) return "its process is gone; reconcile takes it";
  if (isCancelRequested) return "asked to stop";
  if (error !== null) return oneLine([error.code, error.message].filter(Boolean).join(" "));
  if (isParked) return "parked";
  if (isInLine) return "in line behind another job of its key";
  if (progress !== null) return progressText(progress);
  return nextAttemptAt === null ? "" : `next try at ${nextAttemptAt}`;
}

function progressText({ done, total, message }: NonNullable<ListedJob["progress"]>): string {
  const count = total === null ? String(done) : `${done} of ${total}`;
  return message === null ? count : oneLine(`${count}: ${message}`);
}
